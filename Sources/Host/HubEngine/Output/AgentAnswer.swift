import HubCore

/// What an agent's work says to the user: how it went, and words that are never empty and can be stored.
struct AgentAnswer: Sendable {
    var status: ReplyStatus
    var text: String
    var limit: AgentLoopEnding.Limit?

    init(_ result: AgentLoopResult, language: Language) {
        let phrases = Phrasebook(language: language)
        let calls = result.toolCalls
        let hasResult = calls.contains { $0.result != nil }
        switch result.ending {
        case .answered(let words):
            status = Self.status(of: calls)
            text = Self.text(words) ?? Self.fallback(calls, phrases)
            if calls.isEmpty, Self.text(words) == nil { status = .error }
        case .cutOff(let words):
            limit = .outputTokens
            status = Self.text(words) == nil ? .error : Self.status(of: calls)
            text = Self.text(words) ?? phrases.outOfSteps
        case .needsInput(let words):
            status = .clarification
            text = Self.text(words) ?? phrases.needsMore
        case .refused(let words):
            status = .error
            text = Self.text(words) ?? phrases.refused
        case .invalidArguments(let failure):
            status = hasResult ? .error : .clarification
            text = phrases.invalidArguments(failure.message)
            limit = .corrections
        case .uncorrected:
            status = hasResult ? Self.status(of: calls) : .error
            text = Self.fallback(calls, phrases)
            limit = .corrections
        case .modelFailed:
            status = .error
            text = phrases.modelFailed
        case .limit(let reached):
            status = .error
            limit = reached
            switch reached {
            case .time: text = phrases.outOfTime
            case .steps, .toolCalls, .tokens, .corrections, .outputTokens: text = phrases.outOfSteps
            }
        }
        text = text.withoutNUL
    }

    /// How the tools went, once the model has put it in words: one result is a success; that a thing does not exist is
    /// an answer too; where arguments alone were wrong, the user is asked; any other failure is an error.
    private static func status(of calls: [CompletedToolCall]) -> ReplyStatus {
        var isMissing = false
        var isInvalid = false
        var isBroken = false
        for call in calls {
            switch call.outcome {
            case .success: return .success
            case .failure(let failure):
                switch failure.code {
                case .notFound: isMissing = true
                case .invalidInput: isInvalid = true
                case .invalidConfiguration, .authorization, .cancelled, .deadline, .upstream, .rateLimited, .busy,
                    .stale, .tooLarge, .denied, .unsupported, .unavailable, .internal, .crashed:
                    isBroken = true
                }
            }
        }
        if isBroken { return .error }
        return isInvalid && !isMissing ? .clarification : .success
    }

    private static func text(_ words: String) -> String? {
        words.unicodeScalars.contains { !$0.properties.isWhitespace } ? words : nil
    }

    /// Words for a model that gave none.
    private static func fallback(_ calls: [CompletedToolCall], _ phrases: Phrasebook) -> String {
        if calls.isEmpty { return phrases.modelFailed }
        if calls.contains(where: { $0.result != nil }) { return phrases.resultWithoutWords }
        switch status(of: calls) {
        case .success: return phrases.notFound
        case .clarification: return phrases.needsMore
        case .error: return phrases.toolFailed
        }
    }
}
