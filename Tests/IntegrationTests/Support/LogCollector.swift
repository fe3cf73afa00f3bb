import Foundation
import Synchronization

/// Everything that comes out of a pipe.
final class LogCollector: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    private let end = AsyncStream.makeStream(of: Never.self)

    /// Reads until the pipe's end, on a thread of its own.
    func read(_ handle: FileHandle) {
        Thread { [self] in
            while case let data = handle.availableData, !data.isEmpty { bytes.withLock { $0 += data } }
            end.continuation.finish()
        }.start()
    }

    /// Returns once nothing more comes out.
    func ended() async { for await _ in end.stream {} }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}
