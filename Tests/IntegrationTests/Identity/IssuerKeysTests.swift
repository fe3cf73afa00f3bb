import HubCore
import HubCrypto
import Support
import Synchronization
import Testing

/// Tokens of a company's issuer, whose keys come from a JWKS and change while the server serves.
@Suite struct IssuerKeysTests {
    /// A JWKS that can be published anew.
    private final class Published: Sendable {
        private let text = Mutex("")

        func publish(_ keys: RSAPrivateKey...) throws {
            let jwks = try keys.map { try $0.publicKey.jwk(id: $0.publicKey.thumbprint()) }
            text.withLock { $0 = (["keys": .array(jwks)] as JSONValue).text }
        }

        var answer: [LoopbackAction] { .json(text.withLock { $0 }) }
    }

    private func token(_ key: RSAPrivateKey) throws -> String {
        guard let user = UserID("tester"), let tenant = TenantID("demo") else { throw HubCommand.Failure("no id") }
        return try TokenIssuer(key: key).token(subject: user, tenant: tenant).reveal()
    }

    @Test func areFollowedThroughARotation() async throws {
        let (old, new, stranger) = try (RSAPrivateKey.generate(), RSAPrivateKey.generate(), RSAPrivateKey.generate())
        let published = Published()
        try published.publish(old)
        let issuer = try LoopbackServer { _ in published.answer }
        defer { issuer.stop() }
        try await HubSite.run(on: .embedded) { site in
            let hub = try await site.worker(
                ["--demo"],
                environment: ["AGENTHUB_JWT_PUBLIC_KEY": "", "AGENTHUB_JWKS": issuer.url("/jwks.json")])
            let status = { @Sendable (token: String) in
                try await hub.http.request("GET", "/api/demo/agents", token: token).status
            }
            let (first, second) = (try token(old), try token(new))
            #expect(try await status(first) == 200)
            try published.publish(new)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<16 { group.addTask { try await status(second) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 200, count: 16))
            #expect(try await status(first) == 401)
            for _ in 0..<4 { #expect(try await status(token(stranger)) == 401) }
            // At the start, and once for the new key; a flood of invented keys asks nobody.
            #expect(issuer.requests.count == 2)
            #expect(try await hub.http.request("GET", "/api/demo/agents", token: second).status == 200)
        }
    }
}
