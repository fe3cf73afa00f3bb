/// Why a model gave no answer. Holds no prompt, no key and nothing that the provider said of either.
package struct ModelError: Error, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// The key was refused, or its quota is used up.
        case authorization = "auth"
        case rateLimited = "rate_limited"
        /// The provider is in trouble, or has no room at the moment.
        case overloaded
        case contextTooLong = "context_too_long"
        /// The provider refused the request's content.
        case refused
        /// The answer is not what the API says, or broke off.
        case malformed
        case timeout
        case connection
        case cancelled
        /// The provider does not know the model, or does not accept the request as it is.
        case unsupported
    }

    package var kind: Kind
    /// For the log: what went wrong, in words of ours; never the provider's, which may quote the prompt or the key.
    package var message: String
    /// How long the provider asks to wait.
    package var retryAfter: Duration?
    /// What the provider had done by then.
    package var progress: Progress

    /// What a call that failed may be charged for.
    package enum Progress: Sendable, Hashable {
        /// The provider took nothing in, or said that it did nothing: nobody is charged.
        case nothing
        /// The request was sent; how far the provider came is not known.
        case unknown
        /// The answer had begun. `usage`: as far as the provider had counted, nil where it had not;
        /// `receivedBytes`: of the words, arguments and thoughts that had arrived.
        case begun(usage: TokenUsage?, receivedBytes: Int)
    }

    package init(_ kind: Kind, _ message: String, retryAfter: Duration? = nil, progress: Progress? = nil) {
        self.kind = kind
        self.message = message
        self.retryAfter = retryAfter
        self.progress = progress ?? kind.usualProgress
    }
}

extension ModelError.Kind {
    /// Where a provider says no, it did nothing; where an answer is missing, it may have been made in vain.
    fileprivate var usualProgress: ModelError.Progress {
        switch self {
        case .authorization, .rateLimited, .overloaded, .contextTooLong, .refused, .connection, .unsupported: .nothing
        case .malformed, .timeout, .cancelled: .unknown
        }
    }
}
