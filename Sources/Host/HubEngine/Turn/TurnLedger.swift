import FoundationEssentials
import HubCore

/// What a turn cost and did since its session was its own, gathered for the reply's metadata, the usage ledger and the audit log.
struct TurnLedger: Sendable {
    private let start = MonotonicTime.now()
    let traceID: String
    private var modelCalls: [ModelCall] = []
    private var toolCalls: [CompletedToolCall] = []
    private var latency = ReplyMetadata.Latency()
    private(set) var audit: [AuditEntry] = []

    init(traceID: String) { self.traceID = traceID }

    var usage: [UsageEntry] { modelCalls.compactMap(\.entry) }

    var hasToolCalls: Bool { !toolCalls.isEmpty }

    /// What counts against the limits.
    var tokens: Int { modelCalls.reduce(0) { $0 + $1.tokens } }

    /// Of each tool call how it ended, for the log.
    var calls: [(tool: String, status: String)] { toolCalls.map { ($0.name, $0.status) } }

    /// What has passed of the turn that no model and no tool took.
    var overheadMilliseconds: Double {
        max(0, MonotonicTime.milliseconds(since: start) - latency.models - latency.tools)
    }

    mutating func record(_ decision: SupervisorDecision, since start: UInt64, at time: Date) {
        latency.routing = MonotonicTime.milliseconds(since: start)
        for call in decision.calls { take(call) }
        let (agent, outcome): (String?, String) =
            switch decision.choice {
            case .agent(let agent): (agent.name, "agent")
            case .several, .oneAtATime: (nil, "several")
            case .unclear: (nil, "unclear")
            case .smallTalk: (nil, "small_talk")
            case .nobody: (nil, "no_agents")
            }
        audit.append(
            AuditEntry(
                action: "agent.route", subject: agent ?? "", outcome: outcome,
                detail: ["router": .string(decision.router.rawValue), "trace_id": .string(traceID)], at: time))
    }

    mutating func record(_ result: AgentLoopResult, agent: String, at time: Date) {
        for call in result.modelCalls { take(call) }
        latency.tools = result.toolMilliseconds
        record(result.toolCalls, agent: agent, at: time)
    }

    /// What a turn without an answer had used and done.
    mutating func record(_ interruption: TurnInterruption, agent: String, at time: Date) {
        for call in interruption.modelCalls { take(call) }
        latency.tools = interruption.toolMilliseconds
        record(interruption.toolCalls, agent: agent, at: time)
    }

    mutating func record(_ signals: Set<InjectionSignals.Kind>, in source: String, at time: Date) {
        for kind in signals.sorted(by: { $0.rawValue < $1.rawValue }) {
            audit.append(
                AuditEntry(
                    action: "injection.signal", subject: source, outcome: kind.rawValue,
                    detail: ["trace_id": .string(traceID)], at: time))
        }
    }

    private mutating func record(_ calls: [CompletedToolCall], agent: String, at time: Date) {
        toolCalls = calls
        for call in calls {
            audit.append(
                AuditEntry(
                    action: "tool.call", subject: call.name, outcome: call.status,
                    detail: [
                        "agent": .string(agent), "trace_id": .string(traceID),
                        "ms": .number(JSONNumber((call.milliseconds * 1000).rounded() / 1000)),
                    ], at: time))
        }
    }

    mutating func take(_ call: ModelCall) {
        modelCalls.append(call)
        latency.models += call.milliseconds
    }

    /// The metadata as of now; the commit that follows is not in its latency.
    /// `answered`: the model whose words the reply has.
    func metadata(
        _ decision: SupervisorDecision, intent: String?, limit: String?, answered: ReplyMetadata.ModelTrace? = nil
    )
        -> ReplyMetadata
    {
        var latency = latency
        latency.total = MonotonicTime.milliseconds(since: start)
        latency.overhead = max(0, latency.total - latency.models - latency.tools)
        return ReplyMetadata(
            language: decision.language, intent: intent, confidence: decision.confidence, router: decision.router,
            tools: toolCalls.compactMap { call in
                call.tool.map {
                    ReplyMetadata.ToolTrace(
                        name: $0.tool.name, status: call.status, milliseconds: call.milliseconds)
                }
            },
            model: answered, models: modelCalls.map(\.trace),
            usage: usage.reduce(.zero) { $0 + $1.usage },
            costNanodollars: usage.reduce(0) { $0 + $1.costNanodollars }, latency: latency,
            traceID: traceID, limit: limit)
    }
}
