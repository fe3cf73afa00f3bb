import HubCore
import Synchronization

/// Lets one turn of a session run at a time, in the order of their coming, and few wait.
///
/// The user is part of the key: whoever tries another user's session must not learn from a wait or a refusal that
/// somebody speaks in it.
final class SessionGate: Sendable {
    struct Key: Hashable, Sendable {
        let scope: TenantScope
        let user: UserID
        let session: SessionID
    }

    /// One entry per key with a turn under way; the tickets are those who wait.
    private let lanes = Mutex<[Key: [Ticket<Void>]]>([:])
    private let maximumWaiting: Int

    init(maximumWaiting: Int) { self.maximumWaiting = maximumWaiting }

    private enum Entrance {
        case open
        case wait(Ticket<Void>)
        case full
    }

    /// Returns when it is this turn's time. Whoever entered must `leave`.
    func enter(_ key: Key) async throws(ChatError) {
        let entrance = lanes.withLock { lanes -> Entrance in
            guard let waiting = lanes[key] else {
                lanes[key] = []
                return .open
            }
            guard waiting.count < maximumWaiting else { return .full }
            let ticket = Ticket<Void>()
            lanes[key, default: []].append(ticket)
            return .wait(ticket)
        }
        switch entrance {
        case .open: return
        case .full: throw .sessionBusy
        case .wait(let ticket):
            guard await ticket.signal() != nil else {
                lanes.withLock { lanes in lanes[key]?.removeAll { $0 === ticket } }
                throw .cancelled
            }
        }
    }

    /// Lets the next one in.
    func leave(_ key: Key) {
        while let next = next(key) {
            if next.give(()) { return }
        }
    }

    private func next(_ key: Key) -> Ticket<Void>? {
        lanes.withLock { lanes in
            guard let waiting = lanes[key], !waiting.isEmpty else {
                lanes[key] = nil
                return nil
            }
            return lanes[key]?.removeFirst()
        }
    }

    /// Sessions with a turn under way.
    var activeSessions: Int { lanes.withLock { $0.count } }

    /// Turns that wait, over all sessions.
    var waiting: Int { lanes.withLock { $0.values.reduce(0) { $0 + $1.count } } }

    /// Turns that wait in the session.
    func waiting(_ key: Key) -> Int { lanes.withLock { $0[key]?.count ?? 0 } }
}
