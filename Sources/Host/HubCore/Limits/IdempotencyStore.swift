import FoundationEssentials

/// Remembers the answers of requests that carry an `Idempotency-Key`, so that a repeated one is answered and not done.
///
/// Who claims a key holds it for a lease, which is renewed while the work goes on. A lease that ran out may be taken over
/// by a repetition; whoever lost it can neither keep an answer nor commit a turn or a change any more. Time is the
/// store's own, one for all workers, so that no worker's clock decides.
package protocol IdempotencyStore: Sendable {
    /// Claims the key for one execution until `lease` has passed, unless somebody holds it or its answer is known.
    func claim(_ hold: IdempotencyHold, fingerprint: String, lease: Duration) async throws -> IdempotencyClaim
    /// Holds on to all of them for another `lease`; returns those whose claim still stands.
    func renew(_ holds: [IdempotencyHold], lease: Duration) async throws -> Set<IdempotencyHold>
    /// Keeps the answer for `time`, if the claim still stands. What a turn or a change answers is kept by its own
    /// transaction instead.
    func finish(_ hold: IdempotencyHold, answer: IdempotentAnswer, for time: Duration) async throws
    /// Gives the key back, if the claim still stands: nothing was done.
    func abandon(_ hold: IdempotencyHold) async throws
    /// Forgets what has expired; returns how many.
    func sweep() async throws -> Int
}

/// A request's key was another request's by the time that its change was to be stored; nothing was stored.
package struct IdempotencyClaimLost: Error, Hashable {
    package init() {}
}

/// One request's grip on a key.
package struct IdempotencyHold: Sendable, Hashable {
    package var key: IdempotencyKey
    /// Tells this request from every other that claims the key.
    package var fence: String

    package init(_ key: IdempotencyKey, fence: String = UUID().uuidString) {
        self.key = key
        self.fence = fence
    }
}

/// A client's key: it means one thing per user.
package struct IdempotencyKey: Sendable, Hashable {
    package var scope: TenantScope
    package var user: UserID
    /// 1 to 255 printable ASCII characters.
    package var key: String

    package init(scope: TenantScope, user: UserID, key: String) {
        self.scope = scope
        self.user = user
        self.key = key
    }
}

package enum IdempotencyClaim: Sendable, Hashable {
    /// The caller is to do it, and to `finish` or `abandon`.
    case claimed
    /// Another request with the key is being done.
    case busy
    /// The key was used for another request.
    case mismatch
    case answered(IdempotentAnswer)
}

/// An answer that a transaction keeps under the key of its request.
package struct KeptAnswer: Sendable, Hashable {
    /// For which a request that is repeated gets its first answer.
    package static let time = Duration.seconds(24 * 3600)

    package var hold: IdempotencyHold
    package var answer: IdempotentAnswer

    package init(hold: IdempotencyHold, answer: IdempotentAnswer) {
        self.hold = hold
        self.answer = answer
    }
}

/// An answer as it was sent.
package struct IdempotentAnswer: Sendable, Hashable {
    package var status: Int
    /// JSON text.
    package var body: String

    package init(status: Int, body: String) {
        self.status = status
        self.body = body
    }
}
