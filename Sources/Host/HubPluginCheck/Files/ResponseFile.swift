import Glibc

/// A file that holds an answer to an HTTP request.
enum ResponseFile {
    private static let maximumBytes = 1 << 20

    /// The path from the root; as it is when there is no such file.
    static func wholePath(_ path: String) -> String {
        guard let whole = realpath(path, nil) else { return path }
        defer { free(whole) }
        // SAFETY: a NUL-terminated string that was allocated for us, copied before it is freed.
        return String(cString: whole)
    }

    /// nil: it cannot be read, or is larger than an answer may be.
    static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var (bytes, piece) = ([UInt8](), [UInt8](repeating: 0, count: 64 << 10))
        while true {
            let count = Glibc.read(file, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0, bytes.count + count <= maximumBytes else { return nil }
            if count == 0 { return bytes }
            bytes += piece.prefix(count)
        }
    }
}
