import HubCore
import Support

/// How a provider fails. There is one for each entry of the taxonomy, by the provider's own words where it has some.
enum ProviderFault: String, Sendable, CaseIterable {
    case badKey
    case usedUpQuota
    /// 429 with `Retry-After: 1`.
    case rateLimited
    case overloaded
    case contextTooLong
    case contentRefused
    case notJSON
    case gaveUpWaiting
    /// The connection is reset before a byte of an answer.
    case connectionReset
    case unknownModel

    /// What the reply's metadata calls it.
    var outcome: String {
        switch self {
        case .badKey, .usedUpQuota: "auth"
        case .rateLimited: "rate_limited"
        case .overloaded: "overloaded"
        case .contextTooLong: "context_too_long"
        case .contentRefused: "refused"
        case .notJSON: "malformed"
        case .gaveUpWaiting: "timeout"
        case .connectionReset: "connection"
        case .unknownModel: "unsupported"
        }
    }

    /// Those that a provider has: only OpenAI refuses content, and says that a quota is used up, by an error's code.
    static func known(to provider: ModelProviderKind) -> [ProviderFault] {
        switch provider {
        case .openAI, .builtin: allCases
        case .anthropic, .gemini, .openRouter: allCases.filter { $0 != .contentRefused && $0 != .usedUpQuota }
        }
    }

    func actions(as provider: ModelProviderKind) -> [LoopbackAction] {
        switch self {
        case .badKey: Self.error(401, "the key is wrong", openAI: "invalid_api_key", provider)
        case .usedUpQuota: Self.error(429, "the quota is used up", openAI: "insufficient_quota", provider)
        case .rateLimited:
            Self.error(429, "slow down", openAI: "rate_limit_exceeded", provider, headers: [("Retry-After", "1")])
        case .overloaded:
            Self.error(provider == .anthropic ? 529 : 503, "too busy", openAI: "overloaded", provider)
        case .contextTooLong: Self.error(400, Self.tooLong(provider), openAI: "context_length_exceeded", provider)
        case .contentRefused:
            Self.error(400, "not this content", openAI: "content_policy_violation", provider)
        case .notJSON: .respond(200, headers: [("Content-Type", "text/html")], text: "<html>a page of a proxy</html>")
        case .gaveUpWaiting: Self.error(504, "too slow", openAI: "timeout", provider)
        case .connectionReset: [.reset]
        case .unknownModel: Self.error(404, "no such model", openAI: "model_not_found", provider)
        }
    }

    private static func tooLong(_ provider: ModelProviderKind) -> String {
        switch provider {
        case .anthropic: "prompt is too long: 210000 tokens > 200000 maximum"
        case .gemini: "The input token count (1100000) exceeds the maximum number of tokens allowed (1048576)."
        case .openAI, .openRouter, .builtin:
            "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens."
        }
    }

    static func error(
        _ status: Int, _ message: String, openAI code: String, _ provider: ModelProviderKind,
        headers: [(String, String)] = []
    ) -> [LoopbackAction] {
        let body: JSONValue =
            switch provider {
            case .anthropic:
                ["type": "error", "error": ["type": .string(anthropicType(status)), "message": .string(message)]]
            case .gemini:
                [
                    "error": [
                        "code": .int(status), "message": .string(message), "status": .string(geminiStatus(status)),
                    ]
                ]
            case .openRouter: ["error": ["code": .int(status), "message": .string(message)]]
            case .openAI, .builtin:
                ["error": ["message": .string(message), "type": "error", "param": nil, "code": .string(code)]]
            }
        return .respond(status, headers: [("Content-Type", "application/json")] + headers, text: body.text)
    }

    private static func anthropicType(_ status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 404: "not_found_error"
        case 429: "rate_limit_error"
        case 504: "timeout_error"
        case 529: "overloaded_error"
        default: "invalid_request_error"
        }
    }

    private static func geminiStatus(_ status: Int) -> String {
        switch status {
        case 401: "UNAUTHENTICATED"
        case 404: "NOT_FOUND"
        case 429: "RESOURCE_EXHAUSTED"
        case 503: "UNAVAILABLE"
        case 504: "DEADLINE_EXCEEDED"
        default: "INVALID_ARGUMENT"
        }
    }
}
