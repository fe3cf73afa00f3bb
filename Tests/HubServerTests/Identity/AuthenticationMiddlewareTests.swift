import FoundationEssentials
import HTTPTypes
import HubCore
import HubCrypto
import HubMetrics
import Testing

@testable import HubServer

@Suite struct AuthenticationMiddlewareTests {
    private struct Revocations: RevocationStore {
        let tokens: [RevokedToken]
        func revoke(_ token: RevokedToken, by author: ConfigurationAuthor) async throws { throw Unexpected() }
        func revoked(since: Date, now: Date) async throws -> [RevokedToken] { tokens }
        func revoked(of scope: TenantScope, now: Date) async throws -> [RevokedToken] { throw Unexpected() }
        func sweep(now: Date) async throws { throw Unexpected() }
    }

    @Test func refusesARevokedTokenOfItsTenantOnly() async throws {
        let house = try House()
        let token = RevokedToken(tenant: Door.acme, tokenID: "t-1", expiresAt: .distantFuture)
        try await house.revoked.refresh(from: Revocations(tokens: [token]), now: Door.date)
        func status(_ person: Door.Person, _ id: String) async throws -> (Int, String?) {
            let reply = try await house.send(
                .get, "/api/admin/agents", as: nil, "", [("Authorization", "Bearer \(try house.token(person, id: id))")]
            )
            return (reply.status, reply.code)
        }
        #expect(try await status(.own, "t-1") == (401, "revoked_token"))
        #expect(try await status(.own, "t-2").0 == 200)
        #expect(try await status(.rival, "t-1").0 == 200)
        let other = RevokedToken(tenant: Door.acme, tokenID: "t-2", expiresAt: .distantFuture)
        try await house.revoked.learn(from: Revocations(tokens: [other]), since: Door.date, now: Door.date)
        #expect(try await status(.own, "t-1").0 == 401)
        #expect(try await status(.own, "t-2").0 == 401)
        try await house.revoked.refresh(from: Revocations(tokens: []), now: Door.date)
        #expect(try await status(.own, "t-1").0 == 200)
    }

    @Test(arguments: [
        [], [""], ["Bearer"], ["Bearer a b"], ["Basic YTpi"], ["Bearer a", "Bearer b"], ["Bearer \u{0}"],
        ["Bearer " + String(repeating: "a", count: 100_000)],
    ])
    func refusesWhatIsNoToken(headers: [String]) async throws {
        let house = try House()
        let reply = try await house.send(
            .get, "/api/admin/agents", as: nil, "", headers.map { ("Authorization", $0) })
        #expect(reply.status == 401)
        #expect(reply.header("WWW-Authenticate")?.hasPrefix("Bearer error=") == true)
        let code = headers.isEmpty ? "missing_token" : "invalid_token"
        #expect(house.registry.exposition().contains("agenthub_http_refused_tokens_total{reason=\"\(code)\"} 1\n"))
    }

    @Test func logsATenantAndAUserWithoutTheirName() async throws {
        let house = try House()
        _ = try await house.send(.get, "/api/admin/agents", as: .own)
        let line = try #require(house.logs.lines.last)
        #expect(line["tenant"] == "acme-corp")
        #expect(line["user"] == String(SHA256.hex("anna").prefix(12)))
        #expect(line["route"] == "/api/admin/agents" && line["status"] == "200")
        #expect(line["request_id"]?.utf8.count == 16 && line["trace_id"]?.utf8.count == 32)
        #expect(!house.logs.lines.contains { $0.values.contains { $0.contains("anna") } })
    }
}
