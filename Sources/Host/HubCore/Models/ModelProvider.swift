/// One way to reach language models. Conformers: the providers on the network, and the embedded `builtin`.
package protocol ModelProvider: Sendable {
    /// Asks the model once, and returns its whole answer by the request's deadline; cancellation ends the call at once.
    /// Where the request has a `textSink`, the answer's words are also given to it as they arrive.
    func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse
}

/// Takes the words of a model's answer while they arrive. It never makes the model wait: what it holds is bounded by the
/// answer's own length.
package protocol ModelTextSink: Sendable {
    /// The next words; never empty.
    func append(_ text: String)
}

/// One call of a model.
package struct ModelRequest: Sendable {
    package var model: LanguageModel
    /// The tenant's own key, which goes to the model's own base URL; nil: the provider's default key, which goes to the
    /// provider's default base URL only.
    package var key: Secret?
    package var system: String
    /// What `system` begins with that is the same in every turn, for providers that are told what to cache; nil: all.
    package var standingSystem: String?
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
    /// Where the answer's words go as they arrive; nil: the answer is asked for whole.
    package var textSink: (any ModelTextSink)?

    package init(
        model: LanguageModel, key: Secret? = nil, system: String, standingSystem: String? = nil,
        messages: [ModelMessage], tools: [ModelTool] = [], responseSchema: JSONValue? = nil,
        maximumOutputTokens: Int = 1024, deadline: Deadline, brief: AnswerBrief,
        traceparent: String? = nil, textSink: (any ModelTextSink)? = nil
    ) {
        self.model = model
        self.key = key
        self.system = system
        self.standingSystem = standingSystem
        self.messages = messages
        self.tools = tools
        self.responseSchema = responseSchema
        self.maximumOutputTokens = maximumOutputTokens
        self.deadline = deadline
        self.brief = brief
        self.traceparent = traceparent
        self.textSink = textSink
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
    /// The files that came with the question, in the user's order.
    package var attachments: [FileAttachment]

    package init(
        language: Language, format: OutputFormat, agentLabel: String = "", entities: [Entity] = [],
        attachments: [FileAttachment] = []
    ) {
        self.language = language
        self.format = format
        self.agentLabel = agentLabel
        self.entities = entities
        self.attachments = attachments
    }
}

package enum ModelMessage: Sendable {
    case user(String)
    /// An image of the user's, which belongs to the user's words beside it. `builtin` does not see it.
    case image(ModelImage)
    /// The host's word on what the model answered last, such as that it was empty: no word of the user's. `builtin`
    /// passes over it.
    case note(String)
    /// An assistant's words and the tool calls that it asked for. `entities` are those of a stored answer.
    case assistant(text: String, toolCalls: [ModelToolCall], entities: [Entity])
    case toolResult(ModelToolResult)
}

/// A picture as a model takes it.
package struct ModelImage: Sendable, Hashable {
    /// `image/png`, `image/jpeg`, `image/webp` or `image/gif`.
    package var mediaType: String
    package var bytes: [UInt8]

    package init(mediaType: String, bytes: [UInt8]) {
        self.mediaType = mediaType
        self.bytes = bytes
    }
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
    /// What the provider wants back beside the call, such as Gemini's thought signature: opaque, and for the provider of
    /// that name only.
    package var continuation: Continuation?

    package struct Continuation: Sendable, Hashable {
        package var provider: ModelProviderKind
        package var value: String

        package init(provider: ModelProviderKind, value: String) {
            self.provider = provider
            self.value = value
        }
    }

    package init(id: String, name: String, arguments: String, continuation: Continuation? = nil) {
        self.id = id
        self.name = name
        self.arguments = arguments
        self.continuation = continuation
    }
}
