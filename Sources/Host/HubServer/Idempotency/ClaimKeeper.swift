import HubCore
import Synchronization

/// Holds on to the keys of requests that are being done: those of all of a worker's requests in one transaction, each
/// time that `renew` is called. A request whose claim is lost, or may be since no renewal came through for a lease, is
/// told to end, so that what it does is not done twice.
package final class ClaimKeeper: Sendable {
    /// After a worker's death a repetition is done anew once this has passed. Short, since who waits for it has asked
    /// before; the worker that is alive renews it in time.
    package static let lease = Duration.seconds(4)
    /// How often `renew` and `expire` are to be called.
    package static let pause = Duration.seconds(1)

    private struct Claim {
        let hold: IdempotencyHold
        /// When the last renewal that came through was asked for: the lease did not begin before.
        var since: ContinuousClock.Instant
        let loss: AsyncStream<Never>.Continuation
    }

    private struct State {
        var claims: [String: Claim] = [:]
        /// The store did not take the last renewal, and gives keys to nobody else either.
        var isStoreAway = false
    }

    private let state = Mutex(State())
    private let store: any IdempotencyStore
    private let now: @Sendable () -> ContinuousClock.Instant

    init(store: any IdempotencyStore, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.store = store
        self.now = now
    }

    /// Keeps a claim that was asked for at a time until it is released. The stream ends when it may be another's.
    func keep(_ hold: IdempotencyHold, since: ContinuousClock.Instant) -> AsyncStream<Never> {
        let (stream, loss) = AsyncStream.makeStream(of: Never.self)
        state.withLock { $0.claims[hold.fence] = Claim(hold: hold, since: since, loss: loss) }
        return stream
    }

    func release(_ hold: IdempotencyHold) {
        state.withLock { $0.claims.removeValue(forKey: hold.fence) }?.loss.finish()
    }

    package func renew() async throws {
        let start = now()
        let holds = state.withLock { $0.claims.values.map(\.hold) }
        if holds.isEmpty { return }
        let renewed: Set<IdempotencyHold>
        do {
            renewed = try await store.renew(holds, lease: Self.lease)
        } catch {
            state.withLock { $0.isStoreAway = (error as? any StorageFailure)?.kind == .unavailable }
            throw error
        }
        state.withLock { state in
            state.isStoreAway = false
            for hold in renewed { state.claims[hold.fence]?.since = start }
        }
        end(holds.filter { !renewed.contains($0) })
    }

    /// Ends the requests whose last renewal is a lease ago: the store may have given their keys away. Not while the store
    /// takes no renewal at all: a model's answer that is on its way needs no database, and the first renewal afterwards,
    /// and the fence of the commit in any case, say whose the key is.
    package func expire() {
        let latest = now() - Self.lease
        end(
            state.withLock { state in
                state.isStoreAway ? [] : state.claims.values.filter { $0.since <= latest }.map(\.hold)
            })
    }

    private func end(_ lost: [IdempotencyHold]) {
        for hold in lost { release(hold) }
    }
}
