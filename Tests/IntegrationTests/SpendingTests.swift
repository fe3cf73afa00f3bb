import Foundation
import HubCore
import Support
import Testing

/// What turns cost, and the alert of a tenant's day, through the real server.
@Suite(.timeLimit(.minutes(5))) struct SpendingTests {
    private static func answer(_ request: LoopbackRequest) -> [LoopbackAction] {
        if ScriptedModel.toolResult(request) != nil { return ScriptedModel.say("There are some.") }
        return request.text.contains("\"tools\":[")
            ? ScriptedModel.call("get_stock", ["sku": "SKU-12345"])
            : ScriptedModel.say(
                #"{"agents": ["AgentStock"], "language": "en", "intent": "stock_level", "confidence": 0.9}"#)
    }

    private static func environment(_ model: LoopbackServer) -> [String: String] {
        [
            "AGENTHUB_OPENAI_BASE_URL": model.url("/v1"), "AGENTHUB_OPENAI_MODEL": "scripted",
            "AGENTHUB_OPENAI_PRICES": "0.15,0.60",
        ]
    }

    private func run(_ body: (StockAgent, LoopbackServer) async throws -> Void) async throws {
        let model = try LoopbackServer { Self.answer($0) }
        let erp = try LoopbackServer { _ in .json(#"{"sku": "SKU-12345", "level": 7}"#) }
        defer {
            model.stop()
            erp.stop()
        }
        try await body(try await StockAgent.start(erp: erp.port, environment: Self.environment(model)), model)
    }

    private func get(_ hub: HubProcess, _ path: String, as roles: Set<Role> = [.tenantAdmin]) async throws -> JSONValue
    {
        let token = try hub.token(tenant: StockAgent.tenant, roles: roles)
        return try await hub.http.request("GET", path, token: token).json
    }

    private func metrics(_ hub: HubProcess) async throws -> JSONValue {
        try await get(hub, "/api/admin/tenants/\(StockAgent.tenant)/metrics")
    }

    private func setThreshold(_ dollars: JSONValue, _ hub: HubProcess) async throws {
        let response = try await hub.http.request(
            "PATCH", "/api/admin/tenants/\(StockAgent.tenant)",
            token: try hub.token(tenant: StockAgent.tenant, roles: [.tenantAdmin]),
            body: ["settings": ["daily_spend_alert_usd": dollars]])
        try #require(response.status == 200, "\(response.json.text)")
    }

    private func events(_ hub: HubProcess) async throws -> [JSONValue] {
        try await get(hub, "/api/admin/audit?action=spend.threshold")["entries"]?.arrayValue ?? []
    }

    @Test func aTenantIsToldOnceOfADayThatCostWhatItSet() async throws {
        try await run { agent, _ in
            let hub = agent.hub
            let reply = try await agent.ask().json
            try #require(reply["status"] == "success", "\(reply.text)")
            let report = try await metrics(hub)
            let cost = try #require(report["total"]?["cost_usd"]?.stringValue)
            #expect(cost != "0.000000000")
            #expect(report["spend"]?["cost_usd"]?.stringValue == cost)
            #expect(report["spend"]?["reached_at"] == .null)
            let session = try await get(
                hub, "/api/\(StockAgent.tenant)/sessions/\(reply["session_id"]?.stringValue ?? "")", as: [.user])
            #expect(session["usage"]?["cost_usd"]?.stringValue == cost)

            try await setThreshold(.string(cost), hub)
            try await Patience.until("an alert") { try await metrics(hub)["spend"]?["reached_at"] != .null }
            try await setThreshold("0.000000001", hub)
            #expect(try await metrics(hub)["spend"]?["threshold_usd"] == "0.000000001")
            let events = try await events(hub)
            #expect(events.count == 1)
            #expect(events.first?["detail"]?["cost_usd"]?.stringValue == cost)
            #expect(try await hub.metric("agenthub_spend_alerts_total") == 1)
            await hub.stop()
            let lines = await hub.wholeLog().split(separator: "\n")
            #expect(lines.count { $0.contains("spending of a day has reached") && $0.contains("acme") } == 1)
        }
    }

    /// Nothing is lost between a commit and the look that would have followed it.
    @Test func aWorkerThatDiedBeforeItsLookTellsAtTheStart() async throws {
        try await run { agent, model in
            try await setThreshold("0.000000001", agent.hub)
            #expect(try await agent.ask().status == 200)
            await agent.hub.kill9()
            let hub = try await HubProcess.start([], folder: agent.hub.folder, environment: Self.environment(model))
            try await Patience.until("an alert") { try await metrics(hub)["spend"]?["reached_at"] != .null }
            #expect(try await events(hub).count == 1)
            await hub.stop()
        }
    }
}
