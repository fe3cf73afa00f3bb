import Foundation
import HubCrypto
import Support
import Testing

/// What the attacked server keeps its rows in.
enum AttackBackend: String, CaseIterable, CustomTestStringConvertible {
    case sqlite = "SQLite"
    case postgres = "PostgreSQL and Redis"

    /// Those that there are here.
    static var available: [AttackBackend] {
        TestPostgres.isAvailable ? allCases : [.sqlite]
    }

    var testDescription: String { rawValue }

    /// Starts a server with nothing in it, and stops it when `body` is over. Its tools and models may call loopback.
    func run(_ body: (HubProcess) async throws -> Void) async throws {
        switch self {
        case .sqlite: try await serve([:], issuer: nil, body)
        case .postgres:
            let server = try #require(TestPostgres.url)
            // Its own: what is read in it is of this test.
            let redis = try await RedisServer.start()
            let name = "agenthub_attack_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
            try await Self.roles.value
            try await PostgresSession.run("CREATE DATABASE \(name) OWNER \(Self.owner)", at: server)
            let key = try RSAPrivateKey.generate()
            let environment = [
                "AGENTHUB_JWT_PUBLIC_KEY": try key.publicKey.pem(),
                "AGENTHUB_DATABASE_URL": TestPostgres.url(server, database: name, role: Self.login),
                "AGENTHUB_MIGRATION_URL": TestPostgres.url(server, database: name, role: Self.owner),
                "AGENTHUB_REDIS_URL": redis.url(),
                "AGENTHUB_MASTER_KEYS": Base64URL.encodePadded((0..<32).map { _ in UInt8.random(in: 0...255) }),
            ]
            let result: Result<Void, any Error>
            do {
                result = .success(try await serve(environment, issuer: TokenIssuer(key: key), body))
            } catch { result = .failure(error) }
            redis.kill()
            try await PostgresSession.run("DROP DATABASE \(name) WITH (FORCE)", at: server)
            try result.get()
        }
    }

    private func serve(
        _ environment: [String: String], issuer: TokenIssuer?, _ body: (HubProcess) async throws -> Void
    ) async throws {
        let hub = try await HubProcess.start(
            ["--egress-allow", "127.0.0.0/8"], environment: environment, issuer: issuer)
        do { try await body(hub) } catch {
            await hub.stop()
            throw error
        }
        await hub.stop()
    }

    private static let owner = "agenthub_attack_owner"
    private static let login = "agenthub_attack_login"

    private static let roles = Task {
        let server = try #require(TestPostgres.url)
        for (role, rights) in [(owner, "CREATEROLE"), (login, "NOINHERIT")] {
            try await PostgresSession.run(
                """
                DO $$ BEGIN CREATE ROLE \(role) LOGIN \(rights) PASSWORD '\(TestPostgres.password(server))';
                EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
                """, at: server)
        }
    }
}
