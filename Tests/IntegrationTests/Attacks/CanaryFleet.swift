import Foundation
import HubCore

/// A hundred tenants of ten users, whose rows have the same names and words of their own, and an agent of the platform's
/// that all of them use. The models and the ERP echo what they are told, and say who they take the caller for.
struct CanaryFleet: Sendable {
    struct User: Sendable {
        let tenant: Tenant
        let name: String
        /// What it asks for, turn by turn of its one session: its tenant's agent, then the platform's.
        let codes: [String]
        /// What it asks for in a session that it deletes; nil for most.
        let discarded: String?
    }

    struct Tenant: Sendable {
        let id: String
        /// Which of the two providers it has.
        let provider: Int
        let key: String
        let secret: String
        /// What the model says to whoever has the tenant's key.
        let mark: String
        /// What the ERP says to whoever has the tenant's secret.
        let account: String
        /// The agent's prompt, and those that its administrator puts in its place.
        let prompts: [String]
        let path: String
        let routing: String
    }

    enum Agent: String, CaseIterable {
        case own = "AgentLedger"
        case platforms = "AgentDebt"

        /// The one is called with the user's token, the other with the tenant's secret.
        var tools: [String] {
            switch self {
            case .own: ["look_up", "look_up_secret"]
            case .platforms: ["get_customer_debt", "get_credit_line"]
            }
        }

        func question(_ code: String) -> String {
            switch self {
            case .own: "Look up the ledger of \(code)"
            case .platforms: "What is the debt of customer \(code)"
            }
        }

        /// The part of the ERP that it asks.
        func path(of tenant: Tenant) -> String {
            switch self {
            case .own: tenant.path
            case .platforms: "shared"
            }
        }
    }

    static let providers = 2

    let tenants: [Tenant]
    let users: [User]

    init(tenants count: Int, users usersOfEach: Int) {
        tenants = (0..<count).map { number in
            func word(_ kind: String) -> String { Canary.word(Self.tag(number) + "x" + kind) }
            return Tenant(
                id: word("id"), provider: number % Self.providers, key: word("key"), secret: word("secret"),
                mark: word("mark"), account: word("account"), prompts: (0..<3).map { _ in word("prompt") },
                path: word("path"), routing: number / Self.providers % 2 == 0 ? "local" : "model")
        }
        // Neighbours in the queue are of different tenants.
        users = (0..<usersOfEach).flatMap { [tenants] user in
            tenants.enumerated().map { number, tenant in
                let tag = Self.tag(number) + "u\(user)q"
                return User(
                    tenant: tenant, name: Canary.word(tag), codes: Agent.allCases.map { _ in Canary.word(tag) },
                    discarded: user == number % usersOfEach ? Canary.word(tag) : nil)
            }
        }
    }

    private static func tag(_ number: Int) -> String { "t" + String(1000 + number).dropFirst() }

    /// The tenant that a word was given to: `t042`.
    static func tenant(of word: String) -> Substring { word.dropFirst(4).prefix(4) }
    /// The user, too: `t042u7`; the tenant for what is the tenant's.
    static func owner(of word: String) -> Substring { word.dropFirst(4).prefix { $0 != "q" && $0 != "x" } }

    /// What may never be seen outside a request that is made with it.
    var secrets: Set<String> { Set(tenants.flatMap { [$0.key, $0.secret] }) }
    /// What users ask, which nobody but they may see.
    var questions: Set<String> { Set(users.flatMap { $0.codes + [$0.discarded].compactMap { $0 } }) }

    /// Writes the rows of the platform, then those of the tenants.
    func write(in hub: HubProcess, models ports: [UInt16], erp: UInt16) async throws {
        let root = CanaryAdministrator(
            hub: hub,
            token: try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin], lifetime: .seconds(3600)))
        var models: [JSONValue] = []
        for (number, port) in ports.enumerated() {
            let row = try await root.send(
                "POST", "llm-models",
                [
                    "name": .string("model-\(number)"), "provider": "openai",
                    "base_url": .string("http://127.0.0.1:\(port)/v1"),
                    "prices": ["from": "2025-01-01", "input": "0", "output": "0"],
                ])
            models.append(row["id"] ?? .null)
        }
        try await write(.platforms, "The debt of customers.", erp: erp, path: "shared", prompt: "", as: root)
        try await withThrowingDiscardingTaskGroup { [models] group in
            // A few at once: so many that a connection is never waited for.
            for first in 0..<8 {
                group.addTask {
                    for number in stride(from: first, to: tenants.count, by: 8) {
                        try await write(tenants[number], models[tenants[number].provider], erp: erp, as: root)
                    }
                }
            }
        }
    }

    private func write(_ tenant: Tenant, _ model: JSONValue, erp: UInt16, as root: CanaryAdministrator) async throws {
        let settings: JSONValue = ["routing": .string(tenant.routing)]
        _ = try await root.send("POST", "tenants", ["id": .string(tenant.id), "settings": settings])
        let own = "tenants/\(tenant.id)"
        let admin = try CanaryAdministrator(of: tenant, on: root.hub)
        _ = try await admin.send(
            "PUT", own + "/llm-configs",
            ["models": [["llm_model_id": model, "api_key": .string(tenant.key)]], "allow_builtin": false])
        _ = try await admin.send("PUT", own + "/secrets/erp", ["value": .string(tenant.secret)])
        try await write(
            .own, "Looks up ledgers.", erp: erp, path: tenant.path, prompt: tenant.prompts[0], as: admin)
        _ = try await root.send(
            "POST", own + "/permissions", ["agent_id": .string(Agent.platforms.rawValue), "enabled": true])
        // So low that a bucket from which a turn has reserved stays in Redis for a while, and high enough for everybody.
        _ = try await root.send(
            "PATCH", own, ["settings": ["rpm": 240, "user_rpm": 16, "tpm": 60_000, "user_tpm": 5000]])
    }

    private func write(
        _ agent: Agent, _ description: String, erp: UInt16, path: String, prompt: String,
        as admin: CanaryAdministrator
    ) async throws {
        let auths: [JSONValue] = [["type": "user_jwt"], ["type": "credential", "credential": "erp"]]
        for (tool, auth) in zip(agent.tools, auths) {
            _ = try await admin.send(
                "POST", "tools",
                [
                    "name": .string(tool), "description": .string(description), "base_tool_type": "HTTP_GET",
                    "endpoint": .string("http://127.0.0.1:\(erp)/\(path)/\(tool)/{code}"), "auth": auth,
                    "timeout_ms": 60_000,
                    "input_schema": [
                        "type": "object", "required": ["code"],
                        "properties": ["code": ["type": "string", "pattern": "^[a-z0-9]+$"]],
                    ],
                ])
        }
        _ = try await admin.send(
            "POST", "agents",
            [
                "name": .string(agent.rawValue), "description": .string(description), "tools": .strings(agent.tools),
                "prompt_template": .string("\(description) \(prompt)"),
                "examples": .strings(["zq1", "zq2", "zq3"].map(agent.question)),
            ])
    }
}

/// Somebody who administers, with a token that lasts as long as the test.
struct CanaryAdministrator: Sendable {
    let hub: HubProcess
    let token: String

    init(hub: HubProcess, token: String) {
        self.hub = hub
        self.token = token
    }

    init(of tenant: CanaryFleet.Tenant, on hub: HubProcess) throws {
        self.init(
            hub: hub,
            token: try hub.token(tenant: tenant.id, user: "admin", roles: [.tenantAdmin], lifetime: .seconds(3600)))
    }

    /// The same person at another worker.
    func at(_ hub: HubProcess) -> CanaryAdministrator { CanaryAdministrator(hub: hub, token: token) }

    func send(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        let response = try await hub.http.request(method, "/api/admin/\(path)", token: token, body: body)
        guard (200..<300).contains(response.status) else {
            throw PlantedTenant.Refused(description: "\(method) \(path): \(response.json.text)")
        }
        return response.json
    }
}
