import Glibc

/// Where this process has its Swift from: plugins written in Swift need the same.
enum SwiftRuntime {
    /// nil: it is part of the executable.
    static let folder: String? = {
        // https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html: the sixth field is the file's path.
        let name = "/libswiftCore.so"
        for line in maps().split(separator: "\n") where line.hasSuffix(name) {
            guard let start = line.firstIndex(of: "/") else { continue }
            return String(line[start...].dropLast(name.utf8.count))
        }
        return nil
    }()

    /// Read to its end. Each read gives a page at the most, which `FileManager` takes for the end of a file without a size.
    private static func maps() -> String {
        let file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var contents: [UInt8] = []
        var page = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(file, &page, page.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return String(decoding: contents, as: UTF8.self) }
            contents += page[..<count]
        }
    }
}
