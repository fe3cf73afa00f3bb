import Foundation

/// A thread that never ends. A runner dies with the thread that made it, so that none of a pool may do it.
// SAFETY: `waiting` is touched under `condition` only.
final class SpawningThread: @unchecked Sendable {
    static let standard = SpawningThread()

    private let condition = NSCondition()
    private var waiting: [@Sendable () -> Void] = []

    private init() {
        Thread.detachNewThread { [self] in
            while true { next()() }
        }
    }

    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            condition.withLock {
                waiting.append { continuation.resume(with: Result { try body() }) }
                condition.signal()
            }
        }
    }

    private func next() -> @Sendable () -> Void {
        condition.withLock {
            while waiting.isEmpty { condition.wait() }
            return waiting.removeFirst()
        }
    }
}
