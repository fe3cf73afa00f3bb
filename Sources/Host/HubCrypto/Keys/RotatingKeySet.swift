import Dispatch
import Synchronization

/// An issuer's keys, fetched anew when they grow old and when a token names a key that they lack.
///
/// One fetch runs at a time, whoever asks. One that fails, or brings no usable key, leaves the keys as they are. A key
/// that the issuer has taken away verifies nothing once a fetch has seen it gone; where nobody asked for so long that no
/// fetch was made, who asks first waits for one.
package final class RotatingKeySet: Sendable {
    package typealias Instant = ContinuousClock.Instant

    private struct State {
        var keys: VerificationKeySet
        /// SHA-256 of the document that `keys` came from.
        var digest: [UInt8]
        var fetchedAt: Instant
        /// When a fetch last began, for whatever reason.
        var attemptedAt: Instant
        /// When an unknown key last caused a fetch.
        var demandedAt: Instant?
        var fetch: Task<Void, Never>?
        /// The last fetch that came to an end brought nothing.
        var hasFailed = false
        var waiting = 0
    }

    private let source: any KeySource
    private let maximumAge: Duration
    private let minimumInterval: Duration
    private let now: @Sendable () -> Instant
    private let report: @Sendable (KeyRefresh) -> Void
    private let state: Mutex<State>

    /// Requests that may wait for a fetch; others are answered from the keys at hand. A flood of invented key ids
    /// must not pile up behind a slow issuer.
    static let maximumWaiting = 1_000

    /// Fetches the keys for the first time, and throws when that fails. After `maximumAge` the next use fetches them
    /// again in the background; after twice that it waits for them, unless the issuer did not answer the last time.
    /// `minimumInterval` lies between two fetches that unknown keys cause, and between two attempts in the background.
    /// `source` ends a fetch in time. `report` is told of every fetch that came to an end, this first one included; it
    /// must not block.
    package init(
        source: any KeySource, maximumAge: Duration = .seconds(600), minimumInterval: Duration = .seconds(60),
        now: @escaping @Sendable () -> Instant = { .now }, report: @escaping @Sendable (KeyRefresh) -> Void
    ) async throws {
        self.source = source
        self.maximumAge = maximumAge
        self.minimumInterval = minimumInterval
        self.now = now
        self.report = report
        let begin = now()
        let document = try await source.load()
        let keys = try await Self.parse(document)
        state = Mutex(
            State(keys: keys, digest: SHA256.digest(document), fetchedAt: begin, attemptedAt: begin))
        report(.renewed(keys))
    }

    /// The keys to check a token of this `kid` with. Where none fits, the issuer is asked first, if that is due.
    func keys(for keyID: String?) async -> VerificationKeySet {
        if let fetch = renewal() { await wait(for: fetch) }
        let held = state.withLock(\.keys)
        // Without a `kid` there is no key to ask for. One without an id of its own may be the token's, or an old one.
        guard let keyID, !held.hasKey(keyID) else { return held }
        if let fetch = demand(keyID) { await wait(for: fetch) }
        return state.withLock(\.keys)
    }

    private func wait(for fetch: Task<Void, Never>) async {
        await fetch.value
        state.withLock { $0.waiting -= 1 }
    }

    /// How long ago the keys in use were what the issuer published.
    package var age: Duration {
        let now = now()
        return state.withLock { now - $0.fetchedAt }
    }

    /// How many wait for the fetch that is under way.
    var waiting: Int { state.withLock(\.waiting) }

    var isFetching: Bool { state.withLock { $0.fetch != nil } }

    /// Fetches old keys again. The fetch to wait for, counted as waiting, when they are too old to be used unseen; nil
    /// when the keys at hand must do, as they must while the issuer does not answer.
    private func renewal() -> Task<Void, Never>? {
        let now = now()
        return state.withLock { state in
            guard state.fetchedAt + maximumAge <= now else { return nil }
            if state.fetch == nil, state.attemptedAt + minimumInterval <= now { begin(in: &state, at: now) }
            guard state.fetchedAt + maximumAge * 2 <= now, !state.hasFailed, state.waiting < Self.maximumWaiting,
                let fetch = state.fetch
            else { return nil }
            state.waiting += 1
            return fetch
        }
    }

    /// The fetch to wait for, counted as waiting; nil when the keys at hand must do.
    private func demand(_ keyID: String) -> Task<Void, Never>? {
        let now = now()
        return state.withLock { state in
            // They may have come in the meantime.
            guard !state.keys.hasKey(keyID), state.waiting < Self.maximumWaiting else { return nil }
            if state.fetch == nil {
                if let demandedAt = state.demandedAt, now < demandedAt + minimumInterval { return nil }
                state.demandedAt = now
                begin(in: &state, at: now)
            }
            state.waiting += 1
            return state.fetch
        }
    }

    private func begin(in state: inout State, at now: Instant) {
        state.attemptedAt = now
        // Everybody waits for it, so it is no child of the request that happened to cause it: that one's end does not
        // cancel it, and nothing of that one's task-local values gets into it.
        state.fetch = Task.detached { await self.fetch(begunAt: now) }
    }

    private func fetch(begunAt begin: Instant) async {
        let outcome: KeyRefresh
        do {
            let document = try await source.load()
            let digest = SHA256.digest(document)
            let isUnchanged = state.withLock { $0.digest == digest }
            let keys = isUnchanged ? nil : try await Self.parse(document)
            state.withLock { state in
                state.fetchedAt = begin
                state.digest = digest
                if let keys { state.keys = keys }
                state.fetch = nil
                state.hasFailed = false
            }
            outcome = keys.map { .renewed($0) } ?? .unchanged
        } catch {
            state.withLock { state in
                state.fetch = nil
                state.hasFailed = true
            }
            outcome = .failed(error)
        }
        report(outcome)
    }

    /// Off the cooperative pool: OpenSSL takes 2 ms to check a key of 2048 bits, and longer ones cost more than that.
    private static func parse(_ document: [UInt8]) async throws -> VerificationKeySet {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "keys.parse").async {
                continuation.resume(with: Result { try VerificationKeySet(jwks: document) })
            }
        }
    }
}
