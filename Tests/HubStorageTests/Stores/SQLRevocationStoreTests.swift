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
            #expect(try await store.revoked(now: now) == tokens)
            #expect(try await store.revoked(now: soon) == Array(tokens.dropFirst()))
            #expect(try await store.revoked(of: TenantID.acme.scope, now: now) == Array(tokens.prefix(2)))
            #expect(try await store.revoked(of: TenantID.globex.scope, now: now).isEmpty)
            #expect(try await database.audited(nobody) == ["token.revoke"])
        }
    }

    @Test func dropsTheTenantsExpiredRows() async throws {
        try await TestDatabase.run { database in
            let store = SQLRevocationStore(database: database)
            let past = Date(timeIntervalSince1970: 1000)
            for tenant in [TenantID.acme, .globex] {
                try await store.revoke(RevokedToken(tenant: tenant, tokenID: "1", expiresAt: past), by: .operator)
            }
            let future = Date(timeIntervalSince1970: 4_000_000_000)
            try await store.revoke(RevokedToken(tenant: .acme, tokenID: "2", expiresAt: future), by: .operator)
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM revoked_tokens")) == 2)
        }
    }
}
