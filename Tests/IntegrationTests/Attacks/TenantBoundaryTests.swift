import Foundation
import HubCore
import Support
import Testing

/// For every operation of the document and every identifier in it: who names another's row gets the answer that a row
/// gets that is not there, without a byte of the other's, and changes nothing.
@Suite(.serialized) struct TenantBoundaryTests {
    /// Two tenants of one server, and what the document says.
    private struct Field {
        let hub: HubProcess
        let operations: [OpenAPIOperation]
        let victim: PlantedTenant
        let attacker: PlantedTenant
        let before: TenantReadOut
        let from = Date(timeIntervalSinceNow: -86_400).ISO8601Format()
        let to = Date(timeIntervalSinceNow: 86_400).ISO8601Format()

        init(_ hub: HubProcess, erp: LoopbackServer) async throws {
            self.hub = hub
            operations = try await OpenAPIOperation.all(of: hub).filter(\.needsToken)
            victim = try await PlantedTenant.plant(in: hub, erp: erp)
            attacker = try await PlantedTenant.plant(in: hub, erp: erp)
            before = try await TenantReadOut.of(victim, operations, from: from, to: to, in: hub)
        }

        func expectUntouched() async throws {
            let after = try await TenantReadOut.of(victim, operations, from: from, to: to, in: hub)
            #expect(before.differences(after) == [])
        }
    }

    private func run(
        _ backend: AttackBackend, _ body: (Field) async throws -> Void
    ) async throws {
        let erp = try LoopbackServer { .json(#"{"sku": "SKU-12345", "note": "\#($0.target.dropFirst())"}"#) }
        defer { erp.stop() }
        try await backend.run { hub in
            let field = try await Field(hub, erp: erp)
            // The words are what the attacks look for, so the tenant's own people must see them.
            #expect(field.before.words.count > 12)
            try await body(field)
            #expect(!hub.logText.contains("\"level\":\"error\""), "\(hub.logText.suffix(2000))")
        }
    }

    @Test(arguments: AttackBackend.available)
    func tellsAnotherTenantNothing(backend: AttackBackend) async throws {
        try await run(backend) { field in
            // The list of all tenants, which only the operator reads, has the attacker's id, too.
            let hidden = field.before.words.union(field.victim.secrets).subtracting([field.attacker.id])
            let namesake = try field.hub.token(tenant: field.attacker.id, user: field.victim[.user])
            var attacks = 0
            // What reads goes first, then what deletes: later the attacker has rows of its own of the victim's names.
            let order = ["GET": 0, "DELETE": 1]
            for operation in field.operations.sorted(by: { order[$0.method] ?? 2 < order[$1.method] ?? 2 }) {
                for (name, token) in [
                    ("user", field.attacker.user), ("user of the same name", namesake),
                    ("tenant_admin", field.attacker.administrator),
                ] {
                    let intruder = Intruder(
                        name: "\(name) of another tenant", token: token, tenant: field.attacker, hub: field.hub)
                    attacks += try await intruder.attack(operation, of: field.victim, hidden: hidden)
                }
            }
            #expect(attacks > 100)
            try await field.expectUntouched()
        }
    }

    @Test(arguments: AttackBackend.available)
    func tellsAnotherUserOfTheTenantNothingOfAConversation(backend: AttackBackend) async throws {
        try await run(backend) { field in
            let words = Canary.words(in: field.victim.question.bytes)
            let hidden = words.union([field.victim[.session], field.victim[.message]]).union(field.victim.secrets)
            for operation in field.operations where !operation.isAdmin && operation.path.hasPrefix("/api/") {
                for (name, token) in [("user", field.victim.other), ("tenant_admin", field.victim.administrator)] {
                    let intruder = Intruder(
                        name: "another \(name) of the tenant", token: token, tenant: field.victim, hub: field.hub)
                    try await intruder.attackConversation(operation, of: field.victim, hidden: hidden)
                }
            }
            for operation in field.operations where operation.isAdmin {
                let request = try AttackRequest(operation, from: field.victim)
                let answer = try await request.send(to: field.hub, token: field.victim.other)
                #expect(answer.status == 403, "\(operation.id) for a user")
            }
            try await field.expectUntouched()
        }
    }

    @Test(arguments: AttackBackend.available)
    func keepsIdempotencyKeysToTheirUser(backend: AttackBackend) async throws {
        try await run(backend) { field in
            let victim = field.victim
            let hidden: Set = [victim[.session], victim[.message]]
            // The same key for the same request, by a user of the same name in another tenant, and by another user.
            let namesake = try field.hub.token(tenant: field.attacker.id, user: victim[.user])
            for (tenant, token) in [(field.attacker.id, namesake), (victim.id, victim.other)] {
                let answer = try await field.hub.http.request(
                    "POST", "/api/\(tenant)/chat", token: token, body: victim.question,
                    headers: ["Idempotency-Key: \(victim.idempotencyKey)"])
                #expect(answer.status == 200, "\(answer.json.text)")
                #expect(answer.headers["idempotency-replayed"] == nil)
                #expect(hidden.allSatisfy { !answer.json.text.contains($0) })
            }
            let own = try await field.hub.http.request(
                "POST", "/api/\(victim.id)/chat", token: victim.user, body: victim.question,
                headers: ["Idempotency-Key: \(victim.idempotencyKey)"])
            #expect(own.headers["idempotency-replayed"] == "true")
            #expect(own.json["session_id"]?.stringValue == victim[.session])
        }
    }
}
