import Glibc
import PluginCheckProbe

/// What belongs to the process.
struct ProcessFacts {
    /// Ids of threads.
    let threads: Set<Int>
    /// What is open, by descriptor.
    let descriptors: [Int: String]
    let signals: [UInt64]
    let folder: String
    let mask: UInt32
    let environment: UInt64
    let locale: String

    init() {
        threads = Set(Folder.names(in: "/proc/self/task").compactMap { Int($0) })
        var open: [Int: String] = [:]
        for name in Folder.names(in: "/proc/self/fd") {
            guard let number = Int(name) else { continue }
            var path = [UInt8](repeating: 0, count: 1024)
            let count = path.withUnsafeMutableBytes { buffer in
                // SAFETY: readlink writes no more than the buffer has.
                buffer.withMemoryRebound(to: CChar.self) { text in
                    text.baseAddress.map { readlink("/proc/self/fd/\(name)", $0, text.count) } ?? -1
                }
            }
            // The listing's own descriptor is closed by now.
            if count > 0 { open[number] = String(decoding: path.prefix(count), as: UTF8.self) }
        }
        descriptors = open
        signals = (1...64).map { cp_signal_disposition(Int32($0)) }
        folder = Folder.currentFolder()
        mask = cp_umask()
        environment = cp_environment()
        // SAFETY: a NUL-terminated string of the C library's, valid until the locale is set.
        locale = setlocale(LC_ALL, nil).map { String(cString: $0) } ?? ""
    }

    /// What threads call themselves.
    static func names(of threads: Set<Int>) -> [String] {
        threads.sorted().map { thread in
            guard let file = fopen("/proc/self/task/\(thread)/comm", "r") else { return String(thread) }
            defer { fclose(file) }
            var line = [UInt8](repeating: 0, count: 64)
            let count = fread(&line, 1, line.count, file)
            return "\(thread) \(String(decoding: line.prefix(count).filter { $0 != 0x0A }, as: UTF8.self))"
        }
    }

    /// Waits until the threads are gone that are not among `others`; those that stay. A thread that was joined may be seen for a
    /// moment.
    static func threads(besides others: Set<Int>, patience: Duration) -> Set<Int> {
        let end = Monotonic.now() + patience.nanoseconds
        while true {
            let now = Set(Folder.names(in: "/proc/self/task").compactMap { Int($0) }).subtracting(others)
            if now.isEmpty || Monotonic.now() > end { return now }
            poll(nil, 0, 2)
        }
    }
}
