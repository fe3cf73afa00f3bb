import Foundation
import Glibc

/// The right to serve from a var folder: one process at a time, given back by the system however that process ends.
struct FolderLock: ~Copyable {
    private let descriptor: Int32

    /// Waits for a predecessor that is on its way out; throws when another server stays.
    static func take(_ folder: VarFolder) async throws -> FolderLock {
        let descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StartError("the folder \(folder.path) cannot be written.") }
        let lock = FolderLock(descriptor: descriptor)
        var attempts = 0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            attempts += 1
            guard errno == EWOULDBLOCK || errno == EINTR, attempts < 50 else {
                let content = FileManager.default.contents(atPath: folder.lock) ?? Data()
                let owner = String(decoding: content, as: UTF8.self)
                let place = folder.readAddress().map { " on \($0)" } ?? ""
                throw StartError(
                    "another server (process \(owner)) serves from the folder \(folder.path)\(place). "
                        + "Stop it, or name another folder by --var.")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        ftruncate(descriptor, 0)
        let text = "\(getpid())"
        _ = pwrite(descriptor, text, text.utf8.count, 0)
        return lock
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}
