import Synchronization

/// What happened, in its order.
final class Order: Sendable {
    private let list = Mutex<[Int]>([])

    var taken: [Int] { list.withLock { $0 } }

    func add(_ number: Int) { list.withLock { $0.append(number) } }
}
