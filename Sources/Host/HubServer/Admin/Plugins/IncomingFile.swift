import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// A file on its way in: nobody else may read it, and it is gone with its last use. The disk is waited for on a queue of its
/// own, never on a thread that requests are answered on.
final class IncomingFile: Sendable {
    struct Failure: Error {
        /// `errno`.
        let code: Int32
    }

    private static let prefix = "incoming-"

    let path: String
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "plugins.upload")
    private let isRemoved = Atomic(false)

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        if takeRemoval() { queue.async { [path, descriptor] in Self.remove(path, descriptor) } }
    }

    /// An empty file in the folder, which is made where it is missing.
    static func make(in folder: String) async throws -> IncomingFile {
        let queue = DispatchQueue(label: "plugins.upload")
        let result = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result { try makeNow(in: folder) }) }
        }
        return try result.get()
    }

    private static func makeNow(in folder: String) throws -> IncomingFile {
        if mkdir(folder, 0o700) != 0, errno != EEXIST { throw Failure(code: errno) }
        let path = "\(folder)/\(prefix)\(UUID().uuidString.lowercased()).so"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        return IncomingFile(path: path, descriptor: descriptor)
    }

    /// Writes more behind what is there.
    func append(_ bytes: [UInt8]) async throws {
        let result = await withCheckedContinuation { continuation in
            queue.async { [descriptor] in
                continuation.resume(returning: Result { try Self.write(bytes, to: descriptor) })
            }
        }
        try result.get()
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            // SAFETY: the pointer is used inside the call only, with the count of the bytes that it points to.
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(code: errno)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// The name, and the bytes with it, of which the disk may have many.
    func remove() async {
        guard takeRemoval() else { return }
        await withCheckedContinuation { continuation in
            queue.async { [path, descriptor] in
                Self.remove(path, descriptor)
                continuation.resume()
            }
        }
    }

    private static func remove(_ path: String, _ descriptor: Int32) {
        unlink(path)
        close(descriptor)
    }

    /// Whether it is the caller's to do, which it is once.
    private func takeRemoval() -> Bool { !isRemoved.exchange(true, ordering: .relaxed) }
}
