import Glibc

/// What of the file system the child needs.
enum Folder {
    static func currentFolder() -> String {
        guard let path = getcwd(nil, 0) else { return "/tmp" }
        defer { free(path) }
        // SAFETY: a NUL-terminated string that was allocated for us.
        return String(cString: path)
    }

    /// Names in a folder; none when it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            // SAFETY: d_name is a NUL-terminated string inside the entry.
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
