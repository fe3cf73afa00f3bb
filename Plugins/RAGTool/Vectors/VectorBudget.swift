import Synchronization

/// Bounds the memory that vectors take: a tenant's, within that of all tenants of this process. What finds no room is read from
/// the file each time.
final class VectorBudget: Sendable {
    /// Bytes that are given back with the last reference.
    final class Reservation: Sendable {
        private let budget: VectorBudget
        private let bytes: Int
        /// The same bytes of the budget that this one is a part of.
        private let outer: Reservation?

        fileprivate init(budget: VectorBudget, bytes: Int, outer: Reservation?) {
            self.budget = budget
            self.bytes = bytes
            self.outer = outer
        }

        deinit { budget.used.withLock { $0 -= bytes } }
    }

    private let limit: Int
    private let outer: VectorBudget?
    private let used = Mutex(0)

    init(bytes: Int, within outer: VectorBudget? = nil) {
        limit = bytes
        self.outer = outer
    }

    /// Nil: there is no room.
    func reserve(_ bytes: Int) -> Reservation? {
        var reserved: Reservation?
        if let outer {
            reserved = outer.reserve(bytes)
            if reserved == nil { return nil }
        }
        let hasRoom = used.withLock { used in
            guard bytes <= limit - used else { return false }
            used += bytes
            return true
        }
        return hasRoom ? Reservation(budget: self, bytes: bytes, outer: reserved) : nil
    }
}
