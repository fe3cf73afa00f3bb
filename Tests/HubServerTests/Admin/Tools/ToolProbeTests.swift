import HTTPTypes
import HubCore
import Synchronization
import Testing

@testable import HubServer

/// With what a row that is being written is tried on the system behind it.
@Suite struct ToolProbeTests {
    /// Has nothing against any row, and remembers the probes.
    private final class ProbedTypes: ToolTypeCatalog {
        private let kept = Mutex<[ToolProbe?]>([])

        var probes: [ToolProbe?] { kept.withLock { $0 } }

        func toolTypes() -> [ToolTypeDescription] { [] }

        func problems(with tool: Tool, probe: ToolProbe?) async -> [FieldProblem] {
            kept.withLock { $0.append(probe) }
            return []
        }
    }

    private let types = ProbedTypes()
    private let rows = ScriptedCatalog<Tool>()

    private func door(secret: SealedSecret? = nil, of scope: TenantScope = Door.scope) throws -> Door {
        let name = try #require(SecretName("shop"))
        let secrets = ScriptedTenantRows()
        if let secret { secrets.change { $0.secrets[scope] = [name: secret] } }
        return try Door { services in
            services.stores.tools = rows
            services.stores.secrets = secrets
            services.sealer = ScriptedSealer()
            services.toolTypes = types
        }
    }

    private static func body(_ authorization: JSONValue) -> JSONValue {
        [
            "name": "debts", "base_tool_type": "SQL_SELECT", "endpoint": "postgresql://reader@db.example.com/shop",
            "auth": authorization, "input_schema": ["type": "object"],
        ]
    }

    private static let credential: JSONValue = ["type": "credential", "credential": "shop"]

    @Test func aTenantsRowIsTriedWithItsSecretAndWithoutAnybodysToken() async throws {
        let door = try door(secret: SealedSecret(token: "sealed s3cret"))
        let made = try await door.send(.post, "tools", as: .own, Self.body(Self.credential))
        #expect(made.status == 201, "\(made.text)")
        let probe = try #require(types.probes.first ?? nil)
        #expect(probe.scope == Door.scope && probe.user == UserID("anna") && probe.credential == Secret("s3cret"))
        #expect(probe.requestID == made.headers[.requestID] && probe.traceparent?.contains(probe.traceID) == true)

        let id = try #require(rows.rows.first?.id)
        let change: JSONValue = ["config": ["statement": "SELECT 1"]]
        #expect(try await door.send(.patch, "tools/\(id)", as: .own, change).status == 200)
        #expect(types.probes.count == 2 && types.probes[1]?.credential == Secret("s3cret"))
    }

    @Test func anotherTenantsRowIsTriedWithThatTenantsSecret() async throws {
        let rival = Door.Person.rival.tenant
        let door = try door(secret: SealedSecret(token: "sealed theirs"), of: TenantScope(tenant: rival))
        var body = try #require(Self.body(Self.credential).objectValue)
        body["tenant_id"] = .string(rival.rawValue)
        #expect(try await door.send(.post, "tools", as: .platform, .object(body)).status == 201)
        let probe = try #require(types.probes.first ?? nil)
        #expect(probe.scope.tenant == rival && probe.credential == Secret("theirs"))
        // Who names a tenant that is not theirs has nothing tried.
        #expect(try await door.send(.post, "tools", as: .own, .object(body)).status == 422)
        #expect(types.probes.count == 1)
    }

    @Test(arguments: [nil, "of another key"] as [String?])
    func withoutASecretNobodyIsAsked(_ token: String?) async throws {
        let door = try door(secret: token.map { SealedSecret(token: $0) })
        let made = try await door.send(.post, "tools", as: .own, Self.body(Self.credential))
        #expect(made.status == 201 && types.probes.count == 1)
        #expect(types.probes.allSatisfy { $0 == nil })
    }

    @Test func thePlatformsRowIsNotAsked() async throws {
        let door = try door(secret: SealedSecret(token: "sealed s3cret"))
        for authorization: JSONValue in [Self.credential, ["type": "none"]] {
            var body = try #require(Self.body(authorization).objectValue)
            body["name"] = .string("tool_\(types.probes.count)")
            #expect(try await door.send(.post, "tools", as: .platform, .object(body)).status == 201)
        }
        #expect(types.probes.count == 2 && types.probes.allSatisfy { $0 == nil })
    }

    @Test(arguments: ["user_jwt", "none"]) func aRowThatNamesNoSecretIsTriedWithNone(_ type: String) async throws {
        let door = try door(secret: SealedSecret(token: "sealed s3cret"))
        let made = try await door.send(.post, "tools", as: .own, Self.body(["type": .string(type)]))
        #expect(made.status == 201)
        let probe = try #require(types.probes.first ?? nil)
        #expect(probe.scope == Door.scope && probe.credential == nil)
    }
}
