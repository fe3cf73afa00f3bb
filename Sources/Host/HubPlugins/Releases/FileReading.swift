import Glibc
import HubCrypto

/// Reads a file once, from its beginning to its end, and says what is in it. It blocks its thread.
struct FileReading {
    enum Problem: Error, Equatable {
        /// It is not there, may not be read, or is a link where none is followed: a code of the system.
        case unreadable(Int32)
        case noRegularFile
        case empty
        case tooLarge
        /// What was read could not be written: a code of the system.
        case unwritable(Int32)
    }

    /// Bytes of a plugin's file, at most.
    static let limit = 256 << 20
    private static let piece = 1 << 20

    let digest: String
    let bytes: Int
    let owner: uid_t
    let mode: mode_t

    /// Gives what it reads to the descriptor `copy`, where there is one.
    init(_ path: String, followingLinks: Bool, limit: Int = Self.limit, copy: Int32? = nil) throws(Problem) {
        // Without O_NONBLOCK the opening of a pipe would wait for its other end.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followingLinks ? 0 : O_NOFOLLOW)
        let file = Glibc.open(path, flags)
        guard file >= 0 else { throw .unreadable(errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .unreadable(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .noRegularFile }
        guard status.st_size <= limit else { throw .tooLarge }
        (owner, mode) = (status.st_uid, status.st_mode)
        let hash = SHA256Stream()
        var total = 0
        while true {
            // What is read counts, not what the file said of its size: it may grow.
            let piece = try Self.read(file)
            if piece.isEmpty { break }
            total += piece.count
            guard total <= limit else { throw .tooLarge }
            hash.add(piece)
            if let copy { try Self.write(piece, to: copy) }
        }
        guard total > 0 else { throw .empty }
        digest = hash.hex()
        bytes = total
    }

    private static func read(_ file: Int32) throws(Problem) -> [UInt8] {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: piece) { buffer, count in
            var result: Int
            // SAFETY: read writes at most the buffer's size into it.
            repeat { result = Glibc.read(file, buffer.baseAddress, buffer.count) } while result < 0 && errno == EINTR
            code = result < 0 ? errno : 0
            count = max(0, result)
        }
        guard code == 0 else { throw .unreadable(code) }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to file: Int32) throws(Problem) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // SAFETY: the pointer is borrowed for the call, with its own length.
            let written = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard written >= 0 else {
                if errno == EINTR { continue }
                throw .unwritable(errno)
            }
            rest = rest.dropFirst(written)
        }
    }
}

extension FileReading.Problem {
    /// The end of a sentence that begins with the file's name.
    var reason: String {
        switch self {
        case .unreadable(ELOOP): "is a symbolic link; the file itself is expected"
        case .unreadable(ENOENT): "is not there"
        case .unreadable(let code): "cannot be read (errno \(code))"
        case .noRegularFile: "is no regular file"
        case .empty: "is empty"
        case .tooLarge: "is over \(FileReading.limit >> 20) MB"
        case .unwritable(ENOSPC): "cannot be copied: the disk of the installed plugins is full"
        case .unwritable(let code): "cannot be copied into the folder of installed plugins (errno \(code))"
        }
    }
}
