import Foundation
import HubCore

/// A hundred tenants of ten users, whose rows have the same names and words of their own, and a model and an ERP that
/// echo what they are told.
struct CanaryFleet: Sendable {
    struct User: Sendable {
        let tenant: Tenant
        let name: String
        /// What it asks for, turn by turn.
        let codes: [String]
    }

    struct Tenant: Sendable {
        let id: String
        let key: String
        let secret: String
        /// What the model says to whoever has the tenant's key.
        let mark: String
        let prompt: String
        let path: String
        let routing: String
        let users: Int
    }

    static let agent = "AgentLedger"
    /// One is called with the user's token, the other with the tenant's secret.
    static let tools = ["look_up", "look_up_secret"]

    let tenants: [Tenant]
    let users: [User]

    init(tenants count: Int, users usersOfEach: Int, turns: Int) {
        tenants = (0..<count).map { number in
            func word(_ kind: String) -> String { Canary.word(Self.tag(number) + "x" + kind) }
            return Tenant(
                id: word("id"), key: word("key"), secret: word("secret"), mark: word("mark"), prompt: word("prompt"),
                path: word("path"), routing: number % 2 == 0 ? "local" : "model", users: usersOfEach)
        }
        // Neighbours in the queue are of different tenants.
        users = (0..<usersOfEach).flatMap { [tenants] user in
            tenants.enumerated().map { number, tenant in
                let tag = Self.tag(number) + "u\(user)q"
                return User(tenant: tenant, name: Canary.word(tag), codes: (0..<turns).map { _ in Canary.word(tag) })
            }
        }
    }

    private static func tag(_ number: Int) -> String { "t" + String(1000 + number).dropFirst() }

    /// The tenant that a word was given to: `t042`.
    static func tenant(of word: String) -> Substring { word.dropFirst(4).prefix(4) }
    /// The user, too: `t042u7`; one `x` for what is its tenant's.
    static func owner(of word: String) -> Substring { word.dropFirst(4).prefix { $0 != "q" && $0 != "x" } }

    /// What may never be seen outside a request that is made with it.
    var secrets: Set<String> { Set(tenants.flatMap { [$0.key, $0.secret] }) }

    /// Writes the tenants' rows.
    func write(in hub: HubProcess, model: UInt16, erp: UInt16) async throws {
        let root = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        let model = try await post(
            hub, root, "POST", "llm-models",
            [
                "name": "shared", "provider": "openai", "base_url": .string("http://127.0.0.1:\(model)/v1"),
                "prices": ["from": "2025-01-01", "input": "0", "output": "0"],
            ])["id"]
        for tenant in tenants {
            let settings: JSONValue = ["routing": .string(tenant.routing)]
            _ = try await post(hub, root, "POST", "tenants", ["id": .string(tenant.id), "settings": settings])
            let own = "tenants/\(tenant.id)"
            let admin = try hub.token(tenant: tenant.id, user: "admin", roles: [.tenantAdmin])
            _ = try await post(
                hub, admin, "PUT", own + "/llm-configs",
                ["models": [["llm_model_id": model ?? .null, "api_key": .string(tenant.key)]], "allow_builtin": false])
            _ = try await post(hub, admin, "PUT", own + "/secrets/erp", ["value": .string(tenant.secret)])
            let auths: [JSONValue] = [["type": "user_jwt"], ["type": "credential", "credential": "erp"]]
            for (tool, auth) in zip(Self.tools, auths) {
                _ = try await post(
                    hub, admin, "POST", "tools",
                    [
                        "name": .string(tool), "description": "Looks up the ledger.", "base_tool_type": "HTTP_GET",
                        "endpoint": .string("http://127.0.0.1:\(erp)/\(tenant.path)/\(tool)/{code}"), "auth": auth,
                        "input_schema": [
                            "type": "object", "required": ["code"],
                            "properties": ["code": ["type": "string", "pattern": "^[a-z0-9]+$"]],
                        ],
                    ])
            }
            _ = try await post(
                hub, admin, "POST", "agents",
                [
                    "name": .string(Self.agent), "description": "Looks up ledgers.", "tools": .strings(Self.tools),
                    "prompt_template": .string("You look up ledgers. \(tenant.prompt)"),
                    "examples": ["Look up the ledger of zq1", "What does the ledger say about zq2?"],
                ])
        }
    }

    private func post(
        _ hub: HubProcess, _ token: String, _ method: String, _ path: String, _ body: JSONValue
    ) async throws -> JSONValue {
        let response = try await hub.http.request(method, "/api/admin/\(path)", token: token, body: body)
        guard (200..<300).contains(response.status) else {
            throw PlantedTenant.Refused(description: "\(path): \(response.json.text)")
        }
        return response.json
    }
}
