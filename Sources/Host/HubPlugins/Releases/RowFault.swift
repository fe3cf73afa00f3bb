import HubCore

/// Whether a row's ill health with a new release speaks against that release.
///
/// A row may be ill for a hundred reasons that are no release's: its system is away, its secret was changed, it was deleted a
/// moment ago. So what counts is the difference that the release makes, and both are asked for it at the same moment:
///
/// - The row is well with the old release: then all that the new one says against the row, its identity or itself counts.
/// - It is ill with the old one too, whatever that says: then the new one takes nothing away, and only a crash counts.
/// - It is not known whether it is well, since the old one tells no health or has no room for the question: then only that counts
///   which is the release's fault on its face: it does not take the configuration, fails inside, or crashes.
///
/// Making the instance is no question of health: a release that refuses a configuration which the old one has taken always counts.
enum RowFault {
    /// What an instance says of its health.
    enum Answer: Sendable {
        case well
        case ill(ToolFailure)
        case unknown

        /// Of what a question for health ended with, asked of a row that `tool` is.
        init(_ failure: ToolFailure?, of tool: Tool) {
            guard let failure else {
                self = .well
                return
            }
            switch failure.code {
            // The host's own: the instance has as many calls as it takes, and was not asked or not in time.
            case .busy, .cancelled, .deadline, .stale: self = .unknown
            // Such a row is called with its users' tokens, and the question has none.
            case .authorization where tool.authorization == .userJWT: self = .unknown
            case .invalidInput, .invalidConfiguration, .authorization, .upstream, .rateLimited, .tooLarge, .denied,
                .unsupported, .notFound, .unavailable, .internal, .crashed:
                self = .ill(failure)
            }
        }
    }

    /// Whether it could matter at all, so that the old release is worth a question.
    static func isPossible(_ failure: ToolFailure) -> Bool { isFault(failure, old: .well) }

    /// Whether the new release's answer speaks against it, beside what the old one says now.
    static func isFault(_ failure: ToolFailure, old: Answer) -> Bool {
        switch failure.code {
        case .crashed:
            if case .ill(let former) = old { return former.code != .crashed }
            return true
        case .invalidConfiguration, .internal:
            if case .ill = old { return false }
            return true
        case .denied, .authorization:
            if case .well = old { return true }
            return false
        // What is away today may be there tomorrow.
        case .invalidInput, .cancelled, .deadline, .upstream, .rateLimited, .busy, .stale, .tooLarge, .unsupported,
            .notFound, .unavailable:
            return false
        }
    }
}
