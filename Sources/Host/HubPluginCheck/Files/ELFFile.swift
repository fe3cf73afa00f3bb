import Glibc

/// A shared library's headers and dynamic symbols (https://man7.org/linux/man-pages/man5/elf.5.html): 64 bits, little-endian.
struct ELFFile {
    struct Problem: Error {
        let message: String
    }

    struct Symbol {
        let name: String
        let isDefined: Bool
        /// It is another library's to leave it out.
        let isWeak: Bool
        /// Other libraries see it.
        let isVisible: Bool
    }

    private static let maximumBytes = 1 << 30
    private static let loadedStack: UInt32 = 0x6474_E551
    private static let dynamicSymbols: UInt32 = 11
    private static let maximumSymbols = 1 << 20

    /// Whether the stack of a process that loads it becomes executable.
    let needsExecutableStack: Bool
    let symbols: [Symbol]

    init(path: String) throws(Problem) {
        let bytes = try Self.read(path)
        let reader = Reader(bytes: bytes)
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { throw Problem(message: "is no ELF file") }
        guard bytes.count > 64, bytes[4] == 2, bytes[5] == 1 else {
            throw Problem(message: "is no ELF file of 64 bits, little-endian")
        }
        guard try reader.number(16, 2) == 3 else { throw Problem(message: "is an ELF file and no shared library") }
        needsExecutableStack = try Self.hasExecutableStack(reader)
        symbols = try Self.dynamicSymbols(reader)
    }

    private static func read(_ path: String) throws(Problem) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Problem(message: "cannot be opened") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_size <= maximumBytes else {
            throw Problem(message: "is larger than a plugin")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                // SAFETY: what is read goes into the buffer's rest.
                Glibc.read(file, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
            }
            guard count > 0 else { throw Problem(message: "cannot be read to its end") }
            filled += count
        }
        return bytes
    }

    private static func hasExecutableStack(_ reader: Reader) throws(Problem) -> Bool {
        let (start, size, count) = (try reader.number(32, 8), try reader.number(54, 2), try reader.number(56, 2))
        for index in 0..<count {
            let place = start + index * size
            guard try reader.number(place, 4) == Int(loadedStack) else { continue }
            return try reader.number(place + 4, 4) & 1 != 0
        }
        // Without the header the system takes it that it needs one.
        return true
    }

    private static func dynamicSymbols(_ reader: Reader) throws(Problem) -> [Symbol] {
        let (start, size, count) = (try reader.number(40, 8), try reader.number(58, 2), try reader.number(60, 2))
        for index in 0..<count {
            let section = start + index * size
            guard try reader.number(section + 4, 4) == Int(dynamicSymbols) else { continue }
            let (table, bytes) = (try reader.number(section + 24, 8), try reader.number(section + 32, 8))
            let names = start + (try reader.number(section + 40, 4)) * size
            let strings = try reader.number(names + 24, 8)
            var symbols: [Symbol] = []
            for place in stride(from: table + 24, to: table + min(bytes, maximumSymbols * 24), by: 24) {
                let name = try reader.text(strings + (try reader.number(place, 4)))
                let (information, other) = (try reader.number(place + 4, 1), try reader.number(place + 5, 1))
                guard !name.isEmpty, information & 0xF != 3, information & 0xF != 4 else { continue }
                symbols.append(
                    Symbol(
                        name: name, isDefined: try reader.number(place + 6, 2) != 0, isWeak: information >> 4 == 2,
                        isVisible: information >> 4 != 0 && (other & 3 == 0 || other & 3 == 3)))
            }
            return symbols
        }
        throw Problem(message: "has no table of dynamic symbols")
    }

    private struct Reader {
        let bytes: [UInt8]

        func number(_ place: Int, _ size: Int) throws(Problem) -> Int {
            guard place >= 0, place <= bytes.count - size else { throw Problem(message: "ends too early") }
            var value: UInt64 = 0
            for index in 0..<size { value |= UInt64(bytes[place + index]) << UInt64(8 * index) }
            guard let number = Int(exactly: value), number < Int.max / 4 else {
                throw Problem(message: "names a place outside of it")
            }
            return number
        }

        func text(_ place: Int) throws(Problem) -> String {
            guard bytes.indices.contains(place), let end = bytes[place...].firstIndex(of: 0) else {
                throw Problem(message: "ends too early")
            }
            return String(decoding: bytes[place..<end], as: UTF8.self)
        }
    }
}
