import Foundation
import HubCore
import Support
import Testing

/// An administrator adds an agent and a tool over REST, and the next question reaches them.
@Suite(.timeLimit(.minutes(5))) struct LiveConfigurationTests {
    /// `AGENTHUB_TEST_SEED`, with which a failure comes again; else each run has words of its own.
    private static let seed =
        ProcessInfo.processInfo.environment["AGENTHUB_TEST_SEED"].flatMap { UInt64($0) } ?? .random(in: 0..<1_000_000)

    @Test(arguments: HubBackend.available)
    func reachesAnAgentOfRandomWordsAtOnceInBothLanguages(backend: HubBackend) async throws {
        print("AGENTHUB_TEST_SEED=\(Self.seed)")
        try await HubSite.run(on: backend) { site in try await reach(site, seed: Self.seed) }
    }

    private func reach(_ site: HubSite, seed: UInt64) async throws {
        var random = SeededNumbers(seed: seed)
        let (domain, measure, field) = (random.word(), random.word() + "el", random.word() + "ix")
        let prefix = String(domain.prefix(2)).uppercased()
        let code = "\(prefix)-\(Int.random(in: 100...999, using: &random))"
        let value = "\(Int.random(in: 1000...9999, using: &random)).25"
        let erp = try LoopbackServer { request in
            request.target == "/things/\(code)"
                ? .json(#"{"\#(field)":"\#(code)","\#(measure)":\#(value)}"#)
                : .json(#"{"message":"none"}"#, status: 404)
        }
        defer { erp.stop() }
        let hub = try await site.worker(["--demo", "--egress-allow", "127.0.0.1:\(erp.port)"])
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        func post(_ path: String, _ body: JSONValue) async throws -> RawHTTP.Response {
            try await hub.http.request("POST", "/api/admin/\(path)", token: admin, body: body)
        }
        let tenant = try await post("tenants", ["id": "acme-corp", "name": "Acme"])
        #expect(tenant.status == 201)
        let tool = try await post(
            "tools",
            [
                "name": .string("get_\(measure)"), "description": .string("The \(measure) of a \(domain)."),
                "base_tool_type": "HTTP_GET", "endpoint": .string("http://127.0.0.1:\(erp.port)/things/{\(field)}"),
                "input_schema": [
                    "type": "object",
                    "properties": .object([field: ["type": "string", "pattern": .string("^\(prefix)-[0-9]{3}$")]]),
                    "required": .array([.string(field)]),
                ],
            ])
        #expect(tool.status == 201, "\(tool.json.text)")
        let agentName = "Agent" + domain.capitalized
        let agent = try await post(
            "agents",
            [
                "name": .string(agentName), "description": .string("Everything about a \(domain) and its \(measure)."),
                "tools": .array([.string("get_\(measure)")]),
                "examples": .array([
                    .string("What is the \(measure) of \(domain) \(prefix)-001?"),
                    .string("\(measure) của \(domain) \(prefix)-001 là bao nhiêu?"),
                ]),
            ])
        #expect(agent.status == 201, "\(agent.json.text)")
        for name in ["acme-corp", "demo"] {
            let grant = try await post(
                "tenants/\(name)/permissions", ["agent_id": agent.json["id"] ?? .null, "enabled": true])
            #expect(grant.status == 201, "\(grant.json.text)")
            for (question, language) in [
                ("What is the \(measure) of \(domain) \(code)?", "en"),
                ("\(measure) của \(domain) \(code) là bao nhiêu?", "vi"),
                ("\(measure) cua \(domain) \(code) la bao nhieu", "vi"),
            ] {
                let reply = try await hub.ask(question, tenant: name).json
                #expect(reply["status"] == "success", "seed \(seed), \(question): \(reply.text)")
                #expect(reply["agent"]?.stringValue == agentName, "seed \(seed), \(question): \(reply.text)")
                #expect(reply["metadata"]?["language"]?.stringValue == language, "seed \(seed), \(question)")
                #expect(reply["data"]?[measure]?.numberValue?.literal == value, "seed \(seed), \(question)")
            }
        }
        #expect(erp.requests.allSatisfy { $0.header("authorization")?.hasPrefix("Bearer ") == true })
        // The other tenant's demo agents are not this one's.
        let foreign = try await hub.ask(
            "Show me debt for customer MST 0104985841", agent: "AgentDebt", tenant: "acme-corp")
        #expect(foreign.status == 403)
    }

    @Test(arguments: HubBackend.available) func refusesRowsThatCannotWork(backend: HubBackend) async throws {
        try await HubSite.run(on: backend) { site in try await refuse(try await site.worker(["--demo"])) }
    }

    private func refuse(_ hub: HubProcess) async throws {
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        func expectRefused(_ path: String, _ body: JSONValue, _ pointer: String) async throws {
            let response = try await hub.http.request("POST", "/api/admin/\(path)", token: admin, body: body)
            #expect(response.status == 422, "\(response.json.text)")
            let pointers = response.json["errors"]?.arrayValue?.compactMap { $0["pointer"]?.stringValue } ?? []
            #expect(pointers.contains { $0.hasPrefix(pointer) }, "\(response.json.text)")
        }
        func tool(_ members: JSONObject) -> JSONValue {
            var tool: JSONObject = [
                "name": "t", "base_tool_type": "HTTP_GET", "endpoint": "https://erp.example.com/x",
                "input_schema": ["type": "object"],
            ]
            for (key, value) in members { tool[key] = value }
            return .object(tool)
        }
        try await expectRefused("tools", tool(["base_tool_type": "HTTP_TELEPORT"]), "/base_tool_type")
        try await expectRefused("tools", tool(["input_schema": ["type": "objekt"]]), "/input_schema")
        try await expectRefused(
            "tools", tool(["input_schema": ["type": "object", "properties": ["tenant_id": ["type": "string"]]]]),
            "/input_schema")
        try await expectRefused(
            "tools", tool(["input_schema": ["type": "object", "properties": ["api_key": ["type": "string"]]]]),
            "/input_schema")
        try await expectRefused("tools", tool(["endpoint": "ftp://erp.example.com/x"]), "/endpoint")
        try await expectRefused("tools", tool(["endpoint": "https://{host}/x"]), "/endpoint")
        try await expectRefused("tools", tool(["config": ["colour": "red"]]), "/config")
        try await expectRefused("tools", tool(["name": "no spaces"]), "/name")
        try await expectRefused("agents", ["name": "A", "tools": ["not_there"]], "/tools")
        try await expectRefused("tenants", ["id": "No Such Id"], "/id")
        try await expectRefused("tenants", ["id": "admin"], "/id")
    }
}

extension SeededNumbers {
    /// A word that stands in no source file.
    fileprivate mutating func word() -> String {
        let syllables = ["zor", "bex", "quil", "mur", "tav", "nop", "gri", "vey", "sul", "dak"]
        return (0..<3).map { _ in syllables[Int.random(in: syllables.indices, using: &self)] }.joined()
    }
}
