import FoundationEssentials

/// Where this process has its Swift from: plugins written in Swift need the same.
enum SwiftRuntime {
    /// nil: it is part of the executable.
    static let folder: String? = {
        // https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html: the sixth field is the file's path.
        guard let contents = FileManager.default.contents(atPath: "/proc/self/maps") else { return nil }
        let name = "/libswiftCore.so"
        for line in String(decoding: contents, as: UTF8.self).split(separator: "\n") where line.hasSuffix(name) {
            guard let start = line.firstIndex(of: "/") else { continue }
            return String(line[start...].dropLast(name.utf8.count))
        }
        return nil
    }()
}
