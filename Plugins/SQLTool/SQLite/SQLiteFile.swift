import Glibc
import PluginSDK

/// Finds a database file below the operator's folder without leaving it.
enum SQLiteFile {
    /// The path, free of symbolic links, of a regular file that is where it is named. The names are walked one by one from the
    /// folder on, none of them a link.
    static func path(of endpoint: SQLiteEndpoint) throws(ToolError) -> String {
        guard let resolved = realpath(endpoint.folder, nil) else {
            throw ToolError(.unavailable, "The operator's folder for SQLite files is not there.")
        }
        defer { free(resolved) }
        let folder = String(cString: resolved)
        var descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ToolError(.unavailable, "The operator's folder for SQLite files cannot be read.")
        }
        defer { close(descriptor) }
        for (index, name) in endpoint.path.enumerated() {
            let isLast = index == endpoint.path.count - 1
            // O_NONBLOCK: a named pipe would wait for a writer.
            let next = openat(
                descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (isLast ? 0 : O_DIRECTORY))
            guard next >= 0 else { throw missing(endpoint) }
            close(descriptor)
            descriptor = next
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw missing(endpoint) }
        return folder + "/" + endpoint.path.joined(separator: "/")
    }

    private static func missing(_ endpoint: SQLiteEndpoint) -> ToolError {
        ToolError(
            .invalidConfiguration,
            "There is no SQLite file \(endpoint.path.joined(separator: "/")) in the operator's folder.")
    }
}
