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
            #expect(Set(try await store.revoked(now: now)) == Set(tokens))
            #expect(Set(try await store.revoked(now: soon)) == Set(tokens.dropFirst()))
            #expect(try await store.revoked(of: TenantID.acme.scope, now: now) == Array(tokens.prefix(2)))
            #expect(try await store.revoked(of: TenantID.globex.scope, now: now).isEmpty)
            #expect(try await database.audited(nobody) == ["token.revoke"])
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
            let left = try await store.revoked(now: now.addingTimeInterval(-3600)).map(\.tokenID)
            #expect(left == ["59.0", "59.0"])
        }
    }
}
