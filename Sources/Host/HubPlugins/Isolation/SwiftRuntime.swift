import Glibc

/// Where this process has its Swift from: plugins written in Swift need the same.
enum SwiftRuntime {
    /// nil: it is part of the executable.
    static let folder: String? = {
        let name = "/libswiftCore.so"
        // https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html: the sixth field is the file's path.
        for line in String(decoding: maps(), as: UTF8.self).split(separator: "\n") where line.hasSuffix(name) {
            guard let start = line.firstIndex(of: "/") else { continue }
            return String(line[start...].dropLast(name.utf8.count))
        }
        return nil
    }()

    /// Read to its end, since the system says of no such file how long it is.
    private static func maps() -> [UInt8] {
        let file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(file, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
    }
}
