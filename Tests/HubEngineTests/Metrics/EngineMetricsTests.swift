import HubCore
import HubMetrics
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct EngineMetricsTests {
    private let used = TokenUsage(inputTokens: 7, outputTokens: 2)

    @Test func aTurnIsSeenAtOnce() async throws {
        let hub = Hub(
            model: [
                ScriptedModel.calls(("read_harvest", #"{"hive": "0000000001"}"#), usage: used),
                ScriptedModel.says("Done", usage: used),
            ], tools: ["read_harvest": { _ in .success([:]) }])
        _ = try await hub.ask("How much?")
        #expect(hub.sample(#"agenthub_turns_total{status="success"}"#) == "1")
        #expect(hub.sample(#"agenthub_turn_seconds_count{status="success"}"#) == "1")
        #expect(hub.sample("agenthub_turn_overhead_seconds_count") == "1")
        #expect(hub.sample("agenthub_commit_seconds_count") == "1")
        #expect(hub.sample(#"agenthub_model_call_seconds_count{provider="openai",outcome="ok"}"#) == "2")
        #expect(hub.sample(#"agenthub_tool_call_seconds_count{type="T",outcome="ok"}"#) == "1")
        #expect(hub.sample(#"agenthub_tokens_total{provider="openai",direction="input"}"#) == "14")
        #expect(hub.sample(#"agenthub_tokens_total{provider="openai",direction="output"}"#) == "4")
        #expect(hub.sample(#"agenthub_snapshot_requests_total{result="load"}"#) == "1")
        #expect(hub.sample("agenthub_turns_in_flight") == "0")
        #expect(hub.sample("agenthub_turns_waiting") == "0")
        #expect(hub.sample("agenthub_snapshots_held") == "1")
    }

    @Test func snapshotsAreHitsUntilTheConfigurationIsNewer() async throws {
        let changes = EventLog()
        let hub = Hub(
            model: (0..<3).map { _ in ScriptedModel.says("Done") }, version: { Int64(1 + changes.events.count) })
        for _ in 0..<2 { _ = try await hub.ask("How much?") }
        changes.add("changed")
        hub.directory.set(World.configuration(version: 2))
        _ = try await hub.ask("How much?")
        #expect(hub.sample(#"agenthub_snapshot_requests_total{result="load"}"#) == "1")
        #expect(hub.sample(#"agenthub_snapshot_requests_total{result="hit"}"#) == "1")
        #expect(hub.sample(#"agenthub_snapshot_requests_total{result="stale"}"#) == "1")
    }

    @Test func errorsHaveAStatusOfTheirOwn() async throws {
        let hub = Hub()
        await #expect(throws: ChatError.agentNotAvailable) { try await hub.ask("Hi", agent: "AgentGone") }
        #expect(hub.sample(#"agenthub_turns_total{status="agent_not_available"}"#) == "1")
    }

    @Test func aToolTypeThatNoPluginOffersIsNoLabel() {
        let registry = MetricsRegistry()
        let metrics = EngineMetrics(registry: registry, toolTypes: ["HTTP_GET"])
        metrics.toolCall("secret-project", .success([:]), 1)
        #expect(!registry.exposition().contains("secret-project"))
        #expect(registry.exposition().contains(#"agenthub_tool_call_seconds_count{type="other",outcome="ok"} 1"#))
    }
}
