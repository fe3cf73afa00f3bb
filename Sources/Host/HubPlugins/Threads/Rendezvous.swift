/// A value that one thread waits for and another brings. Waiting blocks, so never on the cooperative pool.
final class Rendezvous<Value: Sendable>: Sendable {
    private let monitor = Monitor<Value?>(nil)

    /// The first value counts.
    func bring(_ value: Value) {
        monitor.withLock { $0 = $0 ?? value }
        monitor.broadcast()
    }

    func wait() -> Value {
        monitor.wait { value in value.map { .done($0) } ?? .wait }
    }
}
