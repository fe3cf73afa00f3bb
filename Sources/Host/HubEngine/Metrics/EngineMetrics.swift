import HubCore
import HubMetrics

/// What the engine counts and measures. No label's value is a word that a tenant chose.
package struct EngineMetrics: Sendable {
    let turns: CounterFamily
    let turnTime: HistogramFamily
    let overhead: Histogram
    let wait: Histogram
    let modelTime: HistogramFamily
    let toolTime: HistogramFamily
    let commit: Histogram
    let tokens: CounterFamily
    let rateLimited: CounterFamily
    let snapshots: CounterFamily
    let injectionSignals: CounterFamily
    private let registry: MetricsRegistry
    private let toolTypes: Set<String>

    /// One engine a registry. `toolTypes` are the ids that the loaded plugins offer; others are counted together.
    package init(registry: MetricsRegistry, toolTypes: Set<String>) {
        self.registry = registry
        self.toolTypes = toolTypes
        turns = registry.counter("agenthub_turns_total", "Turns by how they ended.", labels: ["status"])
        turnTime = registry.histogram(
            "agenthub_turn_seconds", "From a turn's coming to its end, waits included.", labels: ["status"])
        overhead = registry.histogram(
            "agenthub_turn_overhead_seconds", "The host's own share of an answered turn, the commit included."
        ).labelled()
        wait = registry.histogram(
            "agenthub_turn_wait_seconds", "What turns that began had waited for their session and for a place."
        ).labelled()
        modelTime = registry.histogram(
            "agenthub_model_call_seconds", "Calls of models.", labels: ["provider", "outcome"])
        toolTime = registry.histogram("agenthub_tool_call_seconds", "Calls of tools.", labels: ["type", "outcome"])
        commit = registry.histogram("agenthub_commit_seconds", "Commits of turns that were stored.").labelled()
        tokens = registry.counter(
            "agenthub_tokens_total", "Tokens that models used.", labels: ["provider", "direction"])
        rateLimited = registry.counter(
            "agenthub_rate_limited_total", "Turns refused by a limit a minute.", labels: ["kind"])
        snapshots = registry.counter(
            "agenthub_snapshot_requests_total", "Tenants' snapshots asked for by turns.", labels: ["result"])
        injectionSignals = registry.counter(
            "agenthub_injection_signals_total", "Texts that look like an attack on a model.", labels: ["kind"])
    }

    enum SnapshotResult: String {
        case hit
        case load
        /// Held, but older than the configuration.
        case stale
    }

    func snapshot(_ result: SnapshotResult) { snapshots.labelled(result.rawValue).add() }

    func turn(_ status: String, since start: UInt64) {
        turns.labelled(status).add()
        turnTime.labelled(status).observe(milliseconds: MonotonicTime.milliseconds(since: start))
    }

    func modelCall(_ call: ModelCall) {
        guard let entry = call.entry else { return }
        modelTime.labelled(entry.provider, call.trace.outcome).observe(milliseconds: call.milliseconds)
        if entry.usage.inputTokens > 0 { tokens.labelled(entry.provider, "input").add(entry.usage.inputTokens) }
        if entry.usage.outputTokens > 0 { tokens.labelled(entry.provider, "output").add(entry.usage.outputTokens) }
    }

    func toolCall(_ type: String, _ outcome: ToolOutcome, _ milliseconds: Double) {
        let status =
            switch outcome {
            case .success: "ok"
            case .failure(let failure): failure.code.rawValue
            }
        toolTime.labelled(toolTypes.contains(type) ? type : "other", status).observe(milliseconds: milliseconds)
    }

    /// Values that are read when the metrics are.
    func observe(
        _ admission: TurnAdmission, _ gate: SessionGate, _ cache: SnapshotCache, _ circuits: ModelCircuits
    ) {
        registry.gauge("agenthub_turns_in_flight", "Turns under way.") { Double(admission.turnsInFlight) }
        registry.gauge("agenthub_turns_waiting", "Turns that wait for their time to begin.") {
            Double(admission.turnsWaiting)
        }
        registry.gauge("agenthub_session_turns_waiting", "Turns that wait for an earlier one of their session.") {
            Double(gate.waiting)
        }
        registry.gauge("agenthub_model_circuits_open", "Models that are passed over, since they just failed.") {
            Double(circuits.openCount)
        }
        registry.gauge("agenthub_snapshots_held", "Tenants' snapshots in memory.") { Double(cache.count) }
    }
}

extension ChatError {
    /// How metrics name it.
    var status: String {
        switch self {
        case .unknownTenant: "unknown_tenant"
        case .agentNotAvailable: "agent_not_available"
        case .fileNotFound: "file_not_found"
        case .sessionNotFound: "session_not_found"
        case .sessionBusy: "session_busy"
        case .rateLimited: "rate_limited"
        case .overloaded: "overloaded"
        case .cancelled: "cancelled"
        case .storage: "storage"
        case .superseded: "superseded"
        case .shuttingDown: "shutting_down"
        }
    }
}
