import Synchronization

/// Bounds the memory that the vectors of all tenants take in this process. What finds no room is read from the file each time.
final class VectorBudget: Sendable {
    /// Bytes that are given back with the last reference.
    final class Reservation: Sendable {
        private let budget: VectorBudget
        private let bytes: Int

        fileprivate init(budget: VectorBudget, bytes: Int) {
            self.budget = budget
            self.bytes = bytes
        }

        deinit { budget.used.withLock { $0 -= bytes } }
    }

    private let limit: Int
    private let used = Mutex(0)

    init(bytes: Int = 768 << 20) { limit = bytes }

    /// Nil: there is no room.
    func reserve(_ bytes: Int) -> Reservation? {
        let hasRoom = used.withLock { used in
            guard bytes <= limit - used else { return false }
            used += bytes
            return true
        }
        return hasRoom ? Reservation(budget: self, bytes: bytes) : nil
    }
}
