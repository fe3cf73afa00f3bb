import HubCore

/// How much a model may think before it speaks (https://ai.google.dev/gemini-api/docs/thinking).
///
/// The API counts thoughts against `maxOutputTokens`: left to itself, a model may think until nothing is left for the
/// answer. The house asks for few words and gives the facts along, so that models think as little as each of them can,
/// and what they may think is room beside the answer's own.
enum GeminiThinking: Hashable {
    /// It does not think, or cannot be told.
    case untold
    /// Models of 2.5: tokens.
    case budget(Int)
    /// Models since 3: a word.
    case level(String)

    /// By the names that the API gives its models. What it does not know of a model it refuses (status 400), so that only
    /// what is documented is said.
    init(model: String) {
        if model.contains("image") || model.contains("tts") {
            self = .untold
        } else if model.hasPrefix("gemini-2.5-pro") {
            // The least that it takes.
            self = .budget(128)
        } else if model.hasPrefix("gemini-2.5-flash") {
            self = .budget(0)
        } else if model.hasPrefix("gemini-3") {
            self = .level("low")
        } else {
            self = .untold
        }
    }

    /// Tokens beside the answer's.
    var room: Int {
        switch self {
        case .untold: 0
        case .budget(let tokens): tokens
        // Nobody says how much a level is; a thousand are more than it takes for a question with its facts.
        case .level: 1024
        }
    }

    /// `thinkingConfig`; nil: nothing is said.
    var json: JSONValue? {
        switch self {
        case .untold: nil
        case .budget(let tokens): ["thinkingBudget": .int(tokens)]
        case .level(let word): ["thinkingLevel": .string(word)]
        }
    }
}
