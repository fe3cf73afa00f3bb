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

    private let claims = Mutex<[String: Claim]>([:])
    private let store: any IdempotencyStore
    private let now: @Sendable () -> ContinuousClock.Instant

    init(store: any IdempotencyStore, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.store = store
        self.now = now
    }

    /// Keeps a claim that was asked for at a time until it is released. The stream ends when it may be another's.
    func keep(_ hold: IdempotencyHold, since: ContinuousClock.Instant) -> AsyncStream<Never> {
        let (stream, loss) = AsyncStream.makeStream(of: Never.self)
        claims.withLock { $0[hold.fence] = Claim(hold: hold, since: since, loss: loss) }
        return stream
    }

    func release(_ hold: IdempotencyHold) {
        claims.withLock { $0.removeValue(forKey: hold.fence) }?.loss.finish()
    }

    package func renew() async throws {
        let start = now()
        let holds = claims.withLock { $0.values.map(\.hold) }
        if holds.isEmpty { return }
        let renewed = try await store.renew(holds, lease: Self.lease)
        claims.withLock { claims in
            for hold in renewed { claims[hold.fence]?.since = start }
        }
        end(holds.filter { !renewed.contains($0) })
    }

    /// Ends the requests whose last renewal is a lease ago: the store may have given their keys away.
    package func expire() {
        let latest = now() - Self.lease
        end(claims.withLock { $0.values.filter { $0.since <= latest }.map(\.hold) })
    }

    private func end(_ lost: [IdempotencyHold]) {
        for hold in lost { release(hold) }
    }
}
