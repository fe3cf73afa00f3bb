import HubCore
import Support

/// What a scripted model says to one request, whatever wire it speaks.
struct ProviderAnswer: Sendable {
    struct Call: Sendable {
        var name: String
        /// As a model would write them: text that may not even be JSON.
        var arguments: String
    }

    /// Streamed one by one.
    var words: [String] = []
    var calls: [Call] = []
    /// nil: the provider does not say.
    var usage: TokenUsage?
    /// Opened by the test before a streamed answer goes on after its first word; nil: it does not wait.
    var gate: LoopbackGate?

    static func say(_ words: String..., gate: LoopbackGate? = nil) -> ProviderAnswer {
        ProviderAnswer(words: words, gate: gate)
    }

    static func call(_ tool: String, _ arguments: JSONValue) -> ProviderAnswer {
        ProviderAnswer(calls: [Call(name: tool, arguments: arguments.text)])
    }

    var text: String { words.joined() }
}

/// One event of a streamed answer.
struct ProviderEvent: Sendable {
    /// The event's name; nil on wires that have none.
    var name: String?
    var data: String
    /// Whether it brings the answer's words.
    var isWords = false

    init(_ data: JSONValue, name: String? = nil, isWords: Bool = false) {
        self.init(text: data.text, name: name, isWords: isWords)
    }

    init(text: String, name: String? = nil, isWords: Bool = false) {
        self.name = name
        self.data = text
        self.isWords = isWords
    }

    var text: String { (name.map { "event: \($0)\n" } ?? "") + "data: \(data)\n\n" }
}
