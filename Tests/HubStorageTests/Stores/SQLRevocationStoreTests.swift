import Foundation
import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLRevocationStoreTests {
    @Test func listsWhatHasNotExpired() async throws {
        try await TestDatabase.run { database in
            let store = SQLRevocationStore(database: database)
            // The operator's tenant need not have a row.
            let nobody = try #require(TenantID("nobody"))
            let soon = Date(timeIntervalSince1970: 4_000_000_000)
            let late = soon.addingTimeInterval(10)
            let tokens = [
                RevokedToken(tenant: .acme, tokenID: "1", expiresAt: soon),
                RevokedToken(tenant: .acme, tokenID: "2", expiresAt: late),
                RevokedToken(tenant: nobody, tokenID: "1", expiresAt: late),
            ]
            for token in tokens { try await store.revoke(token, by: .operator) }
            // A shorter time does not give the token back.
            try await store.revoke(RevokedToken(tenant: .acme, tokenID: "2", expiresAt: soon), by: .operator)
            let now = soon.addingTimeInterval(-1)
            #expect(Set(try await store.revoked(since: .distantPast, now: now)) == Set(tokens))
            #expect(Set(try await store.revoked(since: .distantPast, now: soon)) == Set(tokens.dropFirst()))
            #expect(try await store.revoked(of: TenantID.acme.scope, now: now) == Array(tokens.prefix(2)))
            #expect(try await store.revoked(of: TenantID.globex.scope, now: now).isEmpty)
            #expect(try await database.audited(nobody) == ["token.revoke"])
        }
    }

    @Test func listsWhatIsNew() async throws {
        try await TestDatabase.run { database in
            let store = SQLRevocationStore(database: database)
            let token = RevokedToken(tenant: .acme, tokenID: "1", expiresAt: .distantFuture)
            try await store.revoke(token, by: .operator)
            guard
                case .integer(let time)? = try await database.value(
                    SQLStatement("SELECT revoked_at FROM revoked_tokens"))
            else {
                Issue.record("it has no time")
                return
            }
            func listed(after microseconds: Int64) async throws -> [RevokedToken] {
                let since = Date(timeIntervalSince1970: Double(time + microseconds) / 1_000_000)
                return try await store.revoked(since: since, now: Date(timeIntervalSince1970: 0))
            }
            #expect(try await listed(after: -1000).map(\.tokenID) == ["1"])
            #expect(try await listed(after: 1000).isEmpty)
        }
    }

    @Test func forgetsEverybodysAMinuteAfterTheyExpired() async throws {
        try await TestDatabase.run { database in
            let store = SQLRevocationStore(database: database)
            let now = Date(timeIntervalSince1970: 4_000_000_000)
            for tenant in [TenantID.acme, .globex] {
                for age in [59.0, 60] {
                    let expiry = now.addingTimeInterval(-age)
                    try await store.revoke(
                        RevokedToken(tenant: tenant, tokenID: "\(age)", expiresAt: expiry), by: .operator)
                }
            }
            try await store.sweep(now: now)
            let left = try await store.revoked(since: .distantPast, now: now.addingTimeInterval(-3600)).map(\.tokenID)
            #expect(left == ["59.0", "59.0"])
        }
    }
}
