import HTTPTypes
import HubCore
import Hummingbird
import Synchronization
import Testing

@testable import HubServer

@Suite struct ClaimKeeperTests {
    /// A clock that a test moves.
    private final class Clock: Sendable {
        private let instant = Mutex(ContinuousClock.now)

        var now: ContinuousClock.Instant { instant.withLock { $0 } }

        func advance(by duration: Duration) { instant.withLock { $0 += duration } }
    }

    private let clock = Clock()
    private let store = ScriptedIdempotency()

    private func hold(_ key: String) throws -> IdempotencyHold {
        IdempotencyHold(
            IdempotencyKey(scope: Door.scope, user: try #require(UserID("anna")), key: key), fence: key)
    }

    private func keeper() -> ClaimKeeper { ClaimKeeper(store: store) { [clock] in clock.now } }

    private func claim(_ key: String) async throws -> IdempotencyHold {
        let hold = try hold(key)
        #expect(try await store.claim(hold, fingerprint: "f", lease: ClaimKeeper.lease) == .claimed)
        return hold
    }

    @Test func renewsAllClaimsAtOnceAndNoneThatWasReleased() async throws {
        let keeper = keeper()
        var streams: [AsyncStream<Never>] = []
        for key in ["a", "b", "c"] { streams.append(keeper.keep(try await claim(key), since: clock.now)) }
        try await keeper.renew()
        keeper.release(try hold("a"))
        try await keeper.renew()
        for key in ["b", "c"] { keeper.release(try hold(key)) }
        try await keeper.renew()
        #expect(store.kept.renewals == [3, 2])
        // What was released has ended.
        for stream in streams { for await _ in stream {} }
    }

    /// Work that ends only when it is cancelled, and says when it has begun.
    private func work(
        _ execution: IdempotentExecution, _ begun: AsyncStream<Void>.Continuation
    ) async throws -> Response {
        let operation = Operation<ScriptedContext>(.post, "x", id: "x", "", answers: [], isRepeatable: true) { _ in
            begun.yield()
            let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
            defer { continuation.finish() }
            for await _ in stream {}
            try Task.checkCancellation()
            return .json(["done": true])
        }
        let call = try await ScriptedContext.call(operation, key: "k")
        return try await execution.answer(call, operation.description, in: TenantPlaces(), operation.handler)
    }

    private func ended(_ end: (IdempotentExecution) async throws -> Void) async throws {
        let execution = IdempotentExecution(store: store) { [clock] in clock.now }
        let begun = AsyncStream.makeStream(of: Void.self)
        async let response = work(execution, begun.continuation)
        for await _ in begun.stream { break }
        try await end(execution)
        do {
            _ = try await response
            Issue.record("the work went on")
        } catch let problem as Problem {
            #expect(problem.code == "idempotency_busy")
        }
        #expect(store.kept.finished == 0 && store.kept.abandoned == 0)
    }

    @Test func workWhoseClaimIsAnothersEnds() async throws {
        try await ended { execution in
            store.change { state in
                for key in state.rows.keys { state.rows[key]?.fence = "thief" }
            }
            try await execution.claims.renew()
        }
    }

    @Test func workEndsWhenNoRenewalCameThroughForALease() async throws {
        try await ended { execution in
            clock.advance(by: .seconds(3))
            try await execution.claims.renew()
            store.change { $0.isDown = true }
            clock.advance(by: ClaimKeeper.lease - .nanoseconds(1))
            await #expect(throws: ScriptedIdempotency.Down.self) { try await execution.claims.renew() }
            execution.claims.expire()
            // Still at it: the renewal of a lease ago came through.
            store.change { $0.isDown = false }
            try await execution.claims.renew()
            #expect(store.kept.renewals == [1, 1])
            clock.advance(by: ClaimKeeper.lease)
            execution.claims.expire()
        }
    }

    /// Nobody gets a key from a database that takes nothing, so nobody's work is done twice meanwhile.
    @Test func workGoesOnWhileTheStoreIsAway() async throws {
        try await ended { execution in
            store.change { $0.isAway = true }
            await #expect(throws: ScriptedIdempotency.Away.self) { try await execution.claims.renew() }
            clock.advance(by: ClaimKeeper.lease * 5)
            execution.claims.expire()
            store.change { $0.isAway = false }
            // Still at it.
            try await execution.claims.renew()
            #expect(store.kept.renewals == [1])
            store.change { state in
                for key in state.rows.keys { state.rows[key]?.fence = "thief" }
            }
            try await execution.claims.renew()
        }
    }

    @Test func isRenewedWellWithinItsLease() { #expect(ClaimKeeper.pause * 3 < ClaimKeeper.lease) }
}
