/// One way to reach language models. Conformers: the providers on the network, and the embedded `builtin`.
package protocol ModelProvider: Sendable {
    /// Asks the model once. Returns by the request's deadline; cancellation ends the call at once.
    func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse
}

/// One call of a model.
package struct ModelRequest: Sendable {
    package var model: LanguageModel
    /// The tenant's own key, which goes to the model's own base URL; nil: the provider's default key, which goes to the
    /// provider's default base URL only.
    package var key: Secret?
    package var system: String
    package var messages: [ModelMessage]
    package var tools: [ModelTool]
    /// JSON Schema that the text must satisfy, for providers that can enforce it.
    package var responseSchema: JSONValue?
    package var maximumOutputTokens: Int
    package var deadline: Deadline
    /// What the words are about, for a model that words by rule; the prompts say the same to the others.
    package var brief: AnswerBrief
    /// W3C Trace Context's header of the call; nil: none.
    package var traceparent: String?

    package init(
        model: LanguageModel, key: Secret? = nil, system: String, messages: [ModelMessage], tools: [ModelTool] = [],
        responseSchema: JSONValue? = nil,
        maximumOutputTokens: Int = 1024, deadline: Deadline, brief: AnswerBrief,
        traceparent: String? = nil
    ) {
        self.model = model
        self.key = key
        self.system = system
        self.messages = messages
        self.tools = tools
        self.responseSchema = responseSchema
        self.maximumOutputTokens = maximumOutputTokens
        self.deadline = deadline
        self.brief = brief
        self.traceparent = traceparent
    }
}

/// The answer's language and form, and what the conversation spoke of.
package struct AnswerBrief: Sendable {
    package var language: Language
    package var format: OutputFormat
    /// What the agent's people call its domain, in the answer's language.
    package var agentLabel: String
    /// Beyond the window; the most recently mentioned last.
    package var entities: [Entity]

    package init(language: Language, format: OutputFormat, agentLabel: String = "", entities: [Entity] = []) {
        self.language = language
        self.format = format
        self.agentLabel = agentLabel
        self.entities = entities
    }
}

package enum ModelMessage: Sendable {
    case user(String)
    /// An assistant's words and the tool calls that it asked for. `entities` are those of a stored answer.
    case assistant(text: String, toolCalls: [ModelToolCall], entities: [Entity])
    case toolResult(ModelToolResult)
}

/// A tool's answer to one call, as data: never instructions.
package struct ModelToolResult: Sendable {
    package var callID: String
    package var name: String
    package var outcome: ToolOutcome

    package init(callID: String, name: String, outcome: ToolOutcome) {
        self.callID = callID
        self.name = name
        self.outcome = outcome
    }
}

/// A tool as a model sees it.
package struct ModelTool: Sendable {
    package var name: String
    package var description: String
    package var inputSchema: JSONValue
    package var labels: [String: Label]
    package var effects: ToolEffects

    package init(
        name: String, description: String, inputSchema: JSONValue, labels: [String: Label] = [:],
        effects: ToolEffects = .reads
    ) {
        self.name = name
        self.description = description
        self.inputSchema = inputSchema
        self.labels = labels
        self.effects = effects
    }
}

package struct ModelToolCall: Sendable, Hashable {
    package var id: String
    package var name: String
    /// The arguments as the model wrote them: text that may not even be JSON.
    package var arguments: String

    package init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

package struct ModelResponse: Sendable {
    package enum StopReason: String, Sendable {
        case end
        case toolCalls = "tool_calls"
        case length
        case refusal
        /// The model asks the user for something that it needs.
        case needsInput = "needs_input"
    }

    package var text: String
    package var toolCalls: [ModelToolCall]
    package var stopReason: StopReason
    package var usage: TokenUsage

    package init(
        text: String, toolCalls: [ModelToolCall] = [], stopReason: StopReason = .end, usage: TokenUsage = .zero
    ) {
        self.text = text
        self.toolCalls = toolCalls
        self.stopReason = stopReason
        self.usage = usage
    }
}

package struct TokenUsage: Sendable, Hashable {
    package var inputTokens: Int
    package var outputTokens: Int

    package init(inputTokens: Int, outputTokens: Int) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
    }

    package static let zero = TokenUsage(inputTokens: 0, outputTokens: 0)

    package static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        TokenUsage(
            inputTokens: left.inputTokens + right.inputTokens, outputTokens: left.outputTokens + right.outputTokens)
    }
}

/// Why a model gave no answer. Holds no prompt, no key and nothing that the provider said of either.
package struct ModelError: Error, Sendable {
    package enum Kind: String, Sendable {
        case authorization = "auth"
        case rateLimited = "rate_limited"
        case overloaded
        case contextTooLong = "context_too_long"
        case refused
        case malformed
        case timeout
        case connection
        case cancelled
        case unsupported
    }

    package var kind: Kind
    package var message: String
    /// How long the provider asks to wait.
    package var retryAfter: Duration?

    package init(_ kind: Kind, _ message: String, retryAfter: Duration? = nil) {
        self.kind = kind
        self.message = message
        self.retryAfter = retryAfter
    }
}
