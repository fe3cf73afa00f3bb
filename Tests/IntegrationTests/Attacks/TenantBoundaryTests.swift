import Foundation
import HubCore
import Support
import Testing

/// For every operation of the document and every identifier in it: who names another's row gets the answer that a row
/// gets that is not there, without a byte of the other's, and changes nothing.
@Suite(.serialized) struct TenantBoundaryTests {
    @Test(arguments: AttackBackend.available)
    func tellsAnotherTenantNothing(backend: AttackBackend) async throws {
        try await AttackField.run(backend) { field in
            let hidden = field.before.words.union(field.victim.secrets)
            let namesake = try field.hub.token(tenant: field.attacker.id, user: field.victim[.user])
            var attacks = 0
            // What makes nothing goes first: later the attacker has rows of its own of the victim's names.
            func place(_ operation: OpenAPIOperation) -> Int {
                switch operation.method {
                case "GET": 0
                case "DELETE": 1
                case _: operation.id.hasPrefix("reindex") ? 1 : 2
                }
            }
            for operation in field.operations.sorted(by: { place($0) < place($1) }) {
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
        try await AttackField.run(backend) { field in
            let words = Canary.words(in: field.victim.question.bytes)
            let hidden = words.union([Identifier.session, .message, .file].map { field.victim[$0] })
                .union(field.victim.secrets)
            for operation in field.operations where !operation.isAdmin && operation.path.hasPrefix("/api/") {
                for (name, token) in [("user", field.victim.other), ("tenant_admin", field.victim.administrator)] {
                    let intruder = Intruder(
                        name: "another \(name) of the tenant", token: token, tenant: field.victim, hub: field.hub)
                    try await intruder.attackConversation(operation, of: field.victim, hidden: hidden)
                }
            }
            for operation in field.operations where operation.isAdmin {
                var request = try AttackRequest(operation, from: field.victim)
                // The platform's own tenant, which the administrator's token names, has none.
                if operation.path.contains("/knowledge/") { request.setQuery("tenant_id", to: field.victim.id) }
                let answer = try await request.send(to: field.hub, token: field.victim.other)
                #expect(answer.status == 403, "\(operation.id) for a user")
                guard operation.method == "GET" else { continue }
                // What administrators read has no word of what users ask.
                for (name, token) in [("tenant_admin", field.victim.administrator), ("platform_admin", try field.root)]
                {
                    let answer = try await request.send(to: field.hub, token: token)
                    let isOperators = AttackField.operatorsOnly.contains(operation.id)
                    let expected = isOperators && name == "tenant_admin" ? 403 : 200
                    #expect(answer.status == expected, "\(operation.id) for a \(name)")
                    #expect(Canary.words(in: answer.body).isDisjoint(with: words), "\(operation.id) for a \(name)")
                }
            }
            try await field.expectUntouched()
        }
    }

    @Test(arguments: AttackBackend.available)
    func keepsIdempotencyKeysToTheirUser(backend: AttackBackend) async throws {
        try await AttackField.run(backend) { field in
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

    /// A cursor is a place in a conversation; another's message is none in the caller's own.
    @Test(arguments: AttackBackend.available)
    func pagesNobodyIntoAnothersConversation(backend: AttackBackend) async throws {
        try await AttackField.run(backend) { field in
            let victim = field.victim
            for (tenant, token) in [(victim.id, victim.other), (field.attacker.id, field.attacker.user)] {
                let own = try await field.hub.ask("What is the stock level of SKU-12345?", token: token, tenant: tenant)
                let path = "/api/\(tenant)/sessions/\(own.json["session_id"]?.stringValue ?? "")/messages"
                func page(_ cursor: String) async throws -> RawHTTP.Response {
                    try await field.hub.http.request("GET", path + "?cursor=" + cursor, token: token)
                }
                let attack = try await page(victim[.message])
                let twin = try await page(Intruder.neighbour(of: victim[.message]))
                #expect(attack.status == 200 && attack.body == twin.body, "\(attack.json.text)")
                #expect(attack.json["messages"] == [], "\(attack.json.text)")
                let all = try await field.hub.http.request("GET", path, token: token)
                #expect(all.json["messages"]?.arrayValue?.count == 2)
            }
        }
    }
}
