/// How a stored turn went.
package enum ReplyStatus: String, Sendable {
    case success
    case clarification
    case error
}

/// The answer to one message, as it is stored and sent.
package struct Reply: Sendable {
    package var status: ReplyStatus
    package var session: SessionID
    package var message: MessageID
    /// nil when no agent was chosen (a clarification of the supervisor).
    package var agent: String?
    package var text: String
    /// The tool's result unchanged; several tools: by tool name; none: null.
    package var data: JSONValue
    package var render: JSONValue
    package var citations: [JSONValue]
    package var metadata: ReplyMetadata

    package init(
        status: ReplyStatus, session: SessionID, message: MessageID, agent: String?, text: String,
        data: JSONValue = .null,
        render: JSONValue = ["type": "text"], citations: [JSONValue] = [], metadata: ReplyMetadata
    ) {
        self.status = status
        self.session = session
        self.message = message
        self.agent = agent
        self.text = text
        self.data = data
        self.render = render
        self.citations = citations
        self.metadata = metadata
    }

    package var json: JSONValue {
        [
            "status": .string(status.rawValue), "session_id": .string(session.description),
            "message_id": .string(message.description), "agent": agent.map(JSONValue.string) ?? .null,
            "text": .string(text),
            "data": data, "render": render, "citations": .array(citations), "metadata": metadata.json,
        ]
    }
}

/// How the answer came about.
package struct ReplyMetadata: Sendable {
    package enum Router: String, Sendable {
        case local
        case model
        case caller
    }

    package struct ToolTrace: Sendable {
        package var name: String
        /// `ok`, or the failure's code.
        package var status: String
        package var milliseconds: Double

        package init(name: String, status: String, milliseconds: Double) {
            self.name = name
            self.status = status
            self.milliseconds = milliseconds
        }
    }

    /// One model that was asked, or passed over, and what came of it.
    package struct ModelTrace: Sendable, Hashable {
        package var model: String
        package var provider: ModelProviderKind
        /// `ok`; the kind of the failure (`rate_limited`, `timeout`, …); `circuit_open`: passed over, since it failed
        /// just before; `limit`: passed over, since the tenant's own limit for it is reached.
        package var outcome: String
        package var milliseconds: Double

        package init(model: String, provider: ModelProviderKind, outcome: String, milliseconds: Double) {
            self.model = model
            self.provider = provider
            self.outcome = outcome
            self.milliseconds = milliseconds
        }
    }

    package struct Latency: Sendable {
        /// All in milliseconds. `overhead` is the host's own share: total less models and tools.
        package var total = 0.0
        package var routing = 0.0
        package var models = 0.0
        package var tools = 0.0
        package var overhead = 0.0

        package init() {}
    }

    package var language: Language
    package var intent: String?
    package var confidence: Double
    package var router: Router
    package var tools: [ToolTrace]
    /// The model that gave the answer; nil where none did.
    package var model: ModelTrace?
    /// Every call of a model, in their order, and those that were passed over.
    package var models: [ModelTrace]
    package var usage: TokenUsage
    package var costNanodollars: Int64
    package var latency: Latency
    package var traceID: String
    /// The limit that ended the turn early (`steps`, `tool_calls`, `tokens`, `time`, `corrections`, `output_tokens`);
    /// nil when none did.
    package var limit: String?

    package init(
        language: Language, intent: String? = nil, confidence: Double = 0, router: Router = .local,
        tools: [ToolTrace] = [], model: ModelTrace? = nil, models: [ModelTrace] = [],
        usage: TokenUsage = .zero, costNanodollars: Int64 = 0, latency: Latency = Latency(), traceID: String,
        limit: String? = nil
    ) {
        self.language = language
        self.intent = intent
        self.confidence = confidence
        self.router = router
        self.tools = tools
        self.model = model
        self.models = models
        self.usage = usage
        self.costNanodollars = costNanodollars
        self.latency = latency
        self.traceID = traceID
        self.limit = limit
    }

    package var json: JSONValue {
        func rounded(_ value: Double, _ places: Double) -> JSONValue {
            .number(JSONNumber((value * places).rounded() / places))
        }
        var members: JSONObject = [
            "language": .string(language.rawValue), "intent": intent.map(JSONValue.string) ?? .null,
            "confidence": rounded(confidence, 1000), "router": .string(router.rawValue),
            "tools": .array(
                tools.map {
                    ["name": .string($0.name), "status": .string($0.status), "ms": rounded($0.milliseconds, 1000)]
                }
            ),
            "model": model.map { .string($0.model) } ?? .null,
            "provider": model.map { .string($0.provider.rawValue) } ?? .null,
            "models": .array(
                models.map {
                    [
                        "model": .string($0.model), "provider": .string($0.provider.rawValue),
                        "outcome": .string($0.outcome), "ms": rounded($0.milliseconds, 1000),
                    ]
                }),
            "usage": [
                "input_tokens": .int(usage.inputTokens), "output_tokens": .int(usage.outputTokens),
                "cached_input_tokens": .int(usage.cachedInputTokens),
                "cost_usd": .string(Self.dollars(costNanodollars)),
            ],
            "latency_ms": [
                "total": rounded(latency.total, 1000), "routing": rounded(latency.routing, 1000),
                "models": rounded(latency.models, 1000), "tools": rounded(latency.tools, 1000),
                "overhead": rounded(latency.overhead, 1000),
            ],
            "trace_id": .string(traceID),
        ]
        if let limit { members["limit"] = .string(limit) }
        return .object(members)
    }

    /// Nano-dollars as dollars with six places, rounded half up.
    private static func dollars(_ nanodollars: Int64) -> String {
        let micros = (nanodollars + 500) / 1000
        let fraction = String(micros % 1_000_000)
        return "\(micros / 1_000_000)." + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
    }
}
