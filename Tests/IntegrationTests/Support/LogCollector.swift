import Foundation
import Synchronization

/// Everything that comes out of a pipe.
final class LogCollector: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isReading = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Reads until the pipe's end, on a thread of its own.
    func read(_ handle: FileHandle) {
        state.withLock { $0.isReading = true }
        Thread { [self] in
            while case let data = handle.availableData, !data.isEmpty { state.withLock { $0.bytes += data } }
            let waiting = state.withLock { state in
                state.isReading = false
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }.start()
    }

    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    /// All of it, once the pipe has ended; nothing where nobody reads.
    func whole() async -> String {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.isReading { state.waiting.append(continuation) }
                return !state.isReading
            }
            if isOver { continuation.resume() }
        }
        return text
    }
}
