import HubCore

/// Reads a string from its start, byte by byte, against a format's grammar. A reading that fails leaves the scanner
/// where it stopped.
struct FormatScanner {
    let bytes: [UInt8]
    var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }
    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = current, UInt32(byte) == character.value else { return false }
        position += 1
        return true
    }

    /// Takes bytes for as long as they satisfy; returns how many.
    @discardableResult
    mutating func take(while satisfies: (UInt8) -> Bool) -> Int {
        let start = position
        while let byte = current, satisfies(byte) { position += 1 }
        return position - start
    }

    /// A number of exactly so many digits; nil when it is not there or outside the bounds.
    mutating func number(digits: Int, in bounds: ClosedRange<Int>) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let byte = current, Self.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
            position += 1
        }
        return bounds.contains(value) ? value : nil
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

    static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

    /// RFC 4122's text form, either case.
    mutating func uuid() -> Bool {
        for (group, length) in [8, 4, 4, 4, 12].enumerated() {
            if group > 0, !take("-") { return false }
            let start = position
            while position - start < length, let byte = current, Self.isHexadecimal(byte) { position += 1 }
            guard position - start == length else { return false }
        }
        return true
    }

    mutating func jsonPointer() -> Bool {
        guard JSONPointer(String(decoding: bytes[position...], as: UTF8.self)) != nil else { return false }
        position = bytes.count
        return true
    }

    mutating func relativeJSONPointer() -> Bool {
        let start = position
        guard take(while: Self.isDigit) > 0, bytes[start] != 0x30 || position == start + 1 else { return false }
        return take("#") || jsonPointer()
    }
}
