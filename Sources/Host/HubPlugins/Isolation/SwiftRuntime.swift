import Glibc

/// Where this process has its Swift from: plugins written in Swift need the same.
enum SwiftRuntime {
    /// nil: it is part of the executable.
    static let folder: String? = {
        // https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html: the sixth field is the file's path.
        let name = "/libswiftCore.so"
        for line in String(decoding: maps(), as: UTF8.self).split(separator: "\n") where line.hasSuffix(name) {
            guard let start = line.firstIndex(of: "/") else { continue }
            return String(line[start...].dropLast(name.utf8.count))
        }
        return nil
    }()

    /// Each read gives a page of it at the most, whatever is asked for, and its size says nothing: so it is read to its end.
    private static func maps() -> [UInt8] {
        let descriptor = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var contents: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            // SAFETY: the pointer is used inside the call only, with the count of the bytes that it points to.
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return contents }
            contents += piece[..<count]
        }
    }
}
