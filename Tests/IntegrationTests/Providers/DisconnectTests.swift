import HubCore
import Support
import Testing

/// A client that goes away in the middle of a stream: the model and the tool are given up at once, and what was used stands
/// in the ledger.
@Suite(.serialized, .timeLimit(.minutes(5))) struct DisconnectTests {
    private static let count = 10

    @Test(arguments: ProviderTurnTests.providers)
    func tenDisconnectsMidStreamAreAllCountedAndLeaveNothingOpen(provider: ModelProviderKind) async throws {
        // Never opened: the model is in the middle of its answer for ever.
        let gate = LoopbackGate()
        let model = try ScriptedProvider(provider) { request, call in
            .answer(ProviderAnswer(words: StockClerk.words, usage: StockClerk.usage(request, call), gate: gate))
        }
        defer { model.stop() }
        let hub = try await ModelTenant.start()
        // An agent for each, so that the ledger shows each by itself.
        let agents = (1...Self.count).map { "AgentNumber\($0)" }
        let tenant = try await ModelTenant.write(
            "acme", on: hub, models: [.init(provider, "scripted", at: model.base, key: "sk-of-acme")], agents: agents)
        let streams = try await open(tenant, agents, upTo: "text")
        #expect(model.openConnections == Self.count)
        for stream in streams { stream.disconnect() }

        try await Patience.until("the model's answers are given up: \(model.cutOffs)") {
            model.cutOffs == Self.count && model.openConnections == 0
        }
        try await expectIdle(hub)
        let lines = try await ledger(of: tenant, agents)
        await hub.stop()
        for agent in agents {
            let line = lines[agent]
            #expect(line?["model_calls"]?.intValue == 1, "\(agent): \(line?.text ?? "no line")")
            #expect(line?["input_tokens"]?.intValue ?? 0 > 0)
            #expect(line?["output_tokens"]?.intValue ?? 0 > 0)
            #expect(line?["cost_usd"]?.stringValue ?? "0.000000000" != "0.000000000")
        }
        #expect(model.requests.count == Self.count, "nothing is asked again for a caller who is gone")
    }

    @Test func tenDisconnectsWhileAToolRunsEndItsRequest() async throws {
        let gate = LoopbackGate()
        let erp = try LoopbackServer { _ in [.wait(gate)] + .json("{}") }
        let model = try ScriptedProvider(.openAI, StockClerk.script)
        defer {
            erp.stop()
            model.stop()
        }
        let hub = try await ModelTenant.start()
        let tenant = try await ModelTenant.write(
            "acme", on: hub, models: [.init(.openAI, "scripted", at: model.base, key: "sk-of-acme")], erp: erp.port)
        let agents = [String](repeating: ModelTenant.agent, count: Self.count)
        let streams = try await open(tenant, agents, upTo: "tool_start")
        _ = await erp.received(Self.count)
        for stream in streams { stream.disconnect() }

        try await Patience.until("the tool's requests are given up: \(erp.cutOffs)") { erp.cutOffs == Self.count }
        try await expectIdle(hub)
        let account = try #require(model.accounts["sk-of-acme"])
        let lines = try await ledger(of: tenant, [ModelTenant.agent], calls: Self.count)
        await hub.stop()
        // The calls before the tool were answered whole: they are known to the last token.
        let line = lines[ModelTenant.agent]
        #expect(line?["model_calls"]?.intValue == Self.count)
        #expect(line?["input_tokens"]?.intValue == account.usage.inputTokens)
        #expect(line?["output_tokens"]?.intValue == account.usage.outputTokens)
        #expect(line?["cost_usd"]?.stringValue == account.dollars)
    }

    /// Streams that have all come as far as an event of that name.
    private func open(_ tenant: ModelTenant, _ agents: [String], upTo event: String) async throws -> [ChatStream] {
        var streams: [ChatStream] = []
        for agent in agents { streams.append(try await tenant.open(agent: agent)) }
        for stream in streams { try #require(await stream.first(event) != nil, "no \(event) came") }
        return streams
    }

    /// No turn, no call of a plugin and no request is under way any more.
    private func expectIdle(_ hub: HubProcess) async throws {
        for gauge in [
            "agenthub_turns_in_flight", "agenthub_turns_waiting", "agenthub_session_turns_waiting",
            "agenthub_plugin_calls_in_flight", "agenthub_plugin_queue_length", "agenthub_egress_waiting",
        ] {
            try await Patience.until("\(gauge) is 0") { try await hub.metric(gauge) == 0 }
        }
        // The one that asks.
        try await Patience.until("no request is under way") {
            try await hub.metric("agenthub_http_requests_in_flight") ?? 0 <= 1
        }
    }

    /// The ledger's lines of these agents, once there are so many calls.
    private func ledger(
        of tenant: ModelTenant, _ agents: [String], calls: Int = DisconnectTests.count
    ) async throws -> [String: JSONValue] {
        var lines: [String: JSONValue] = [:]
        try await Patience.until("the ledger has the calls: \(lines)") {
            let ledger = try await tenant.ledger()
            lines = (ledger["agents"]?.arrayValue ?? []).reduce(into: [:]) { $0[$1["name"]?.stringValue ?? ""] = $1 }
            return ledger["total"]?["model_calls"]?.intValue ?? 0 >= calls
        }
        return lines.filter { agents.contains($0.key) }
    }
}
