import PluginABI

/// How the scripted host's services answer.
struct ServiceScript: Sendable {
    /// When `done` runs.
    enum Delivery: Sendable {
        /// Before the request has returned, on its thread.
        case inline
        /// On another thread.
        case later
        /// In turns.
        case mixed
    }

    enum Answers: Sendable {
        /// As a service answers that works.
        case fine
        /// As one that works and whose answers nobody expects: empty, not JSON, at their limits.
        case odd
        /// Every accepted request fails with this.
        case failing(Int32)
        /// No request is accepted.
        case refusing(Int32)
        /// All of these, one after the other.
        case anything
        /// None, until the call is cancelled, past its deadline or `release` is called.
        case held
    }

    var delivery = Delivery.mixed
    var answers = Answers.fine
    /// What the http service answers when the answers are fine; nil: the author's response, or one of the checker's.
    var response: ServiceAnswer?
    /// The one of a call's HTTP requests that is answered so, counted from 0; nil: each.
    var responseTurn: Int?

    /// What a request may end with besides a result.
    static let failures: [Int32] = [
        AH_E_AUTH, AH_E_CANCELLED, AH_E_DEADLINE, AH_E_UPSTREAM, AH_E_BUSY, AH_E_TOO_LARGE, AH_E_DENIED,
        AH_E_UNSUPPORTED, AH_E_NOT_FOUND, AH_E_UNAVAILABLE, AH_E_INVALID_INPUT, AH_E_INTERNAL,
    ].map { Int32($0) }
    /// What a request may be refused with while its call is open.
    static let refusals: [Int32] = [
        AH_E_CANCELLED, AH_E_INVALID_INPUT, AH_E_TOO_LARGE, AH_E_BUSY, AH_E_UNAVAILABLE,
    ].map { Int32($0) }
}
