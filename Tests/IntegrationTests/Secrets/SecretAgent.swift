import HubCore
import Support
import Testing

/// A tenant `acme` with a secret that its tool uses and a key of its own for its model. Both stand for what must be seen
/// nowhere but at the ERP and at the model.
struct SecretAgent {
    static let question = "What is the stock level of SKU-12345?"
    static let secret = "canary-erp-5f0c7d"
    static let modelKey = "canary-model-91be2a"

    let erp: LoopbackServer
    let model: LoopbackServer

    init() throws {
        erp = try LoopbackServer { request in
            switch request.target {
            case "/stock/SKU-12345": .json(#"{"sku":"SKU-12345","level":7}"#)
            case _: .json(#"{"message":"refused: \#(request.header("authorization") ?? "")"}"#, status: 500)
            }
        }
        model = try LoopbackServer { request in
            if request.text.contains("SKU-66666"), ScriptedModel.toolResult(request) == nil {
                return ScriptedModel.call("get_stock", ["sku": "SKU-66666"])
            }
            return ScriptedModel.toolResult(request) == nil
                ? ScriptedModel.call("get_stock", ["sku": "SKU-12345"]) : ScriptedModel.say("There are 7.")
        }
    }

    func stop() {
        erp.stop()
        model.stop()
    }

    var arguments: [String] { ["--egress-allow", "127.0.0.1:\(erp.port),127.0.0.1:\(model.port)"] }

    /// Writes the rows; returns the tool's id.
    @discardableResult
    func write(on hub: HubProcess) async throws -> String {
        _ = try await send(hub, "POST", "tenants", ["id": "acme"])
        _ = try await send(hub, "PUT", "tenants/acme/secrets/erp", ["value": .string(Self.secret)])
        let model = try await send(
            hub, "POST", "llm-models",
            [
                "name": "scripted", "provider": "openai", "base_url": .string(model.url("/v1")),
                "prices": ["from": "2025-01-01", "input": "1", "output": "1"],
            ])
        _ = try await send(
            hub, "PUT", "tenants/acme/llm-configs",
            [
                "models": [["llm_model_id": model["id"] ?? .null, "api_key": .string(Self.modelKey)]]
            ])
        let tool = try await send(
            hub, "POST", "tools",
            [
                "name": "get_stock", "description": "The stock level of a product.", "tenant_id": "acme",
                "base_tool_type": "HTTP_GET", "endpoint": .string("http://127.0.0.1:\(erp.port)/stock/{sku}"),
                "auth": ["type": "credential", "credential": "erp"],
                "input_schema": [
                    "type": "object", "required": ["sku"],
                    "properties": ["sku": ["type": "string", "pattern": "^SKU-[0-9]{5}$"]],
                ],
            ])
        _ = try await send(
            hub, "POST", "agents",
            [
                "name": "AgentStock", "description": "Stock levels of products.", "tenant_id": "acme",
                "tools": ["get_stock"], "examples": ["What is the stock level of SKU-54321?"], "routing": "local",
            ])
        return tool["id"]?.stringValue ?? ""
    }

    /// As the platform's administrator; the answer's body.
    func send(_ hub: HubProcess, _ method: String, _ path: String, _ body: JSONValue) async throws -> JSONValue {
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        let response = try await hub.http.request(method, "/api/admin/\(path)", token: admin, body: body)
        try #require([200, 201].contains(response.status), "\(path): \(response.json.text)")
        return response.json
    }

    /// Asks, and expects both secrets to have been used.
    func expectAnswer(_ hub: HubProcess, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let reply = try await hub.ask(Self.question, tenant: "acme").json
        #expect(reply["status"] == "success", "\(reply.text)", sourceLocation: sourceLocation)
        #expect(erp.requests.last?.header("authorization") == "Bearer " + Self.secret, sourceLocation: sourceLocation)
        #expect(
            model.requests.last?.header("authorization") == "Bearer " + Self.modelKey, sourceLocation: sourceLocation)
    }
}
