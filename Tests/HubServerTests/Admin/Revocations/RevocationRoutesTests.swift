import FoundationEssentials
import HTTPTypes
import HubCore
import HubCrypto
import Testing

@testable import HubServer

@Suite struct RevocationRoutesTests {
    private static let path = "tenants/acme-corp/revoked-tokens"
    private let rows = ScriptedTenantRows()

    private func door() throws -> Door { try Door { $0.stores.revocations = rows } }

    @Test(arguments: [Door.Person.own, .platform])
    func aTokenIsRefusedForAsLongAsItCouldLive(person: Door.Person) async throws {
        let answer = try await door().send(.post, Self.path, as: person, ["jti": "abc"])
        #expect(answer.status == 201)
        // A day, and two minutes for clocks.
        let expected = RevokedToken(
            tenant: Door.acme, tokenID: "abc", expiresAt: Door.date.addingTimeInterval(86_400 + 120))
        #expect(rows.kept.revoked == [expected])
        #expect(answer.json == ["jti": "abc", "expires_at": "2026-11-23T08:02:00.000Z"])
        let list = try await door().send(.get, Self.path, as: person)
        #expect(list.json == ["revoked_tokens": .array([answer.json]), "next": .null])
    }

    @Test(arguments: [
        ("2026-11-22T16:00:00+07:00", "2026-11-22T09:02:00.000Z"),
        // Refused today, as too long-lived or as not begun, and perhaps not tomorrow.
        ("2027-03-01T00:00:00Z", "2027-03-01T00:02:00.000Z"), ("2030-01-01T00:00:00Z", "2027-11-22T08:02:00.000Z"),
    ])
    func theTokensOwnExpiryHoldsForUpToAYear(given: String, kept: String) async throws {
        let answer = try await door().send(
            .post, Self.path, as: .own, ["jti": "abc", "expires_at": .string(given)])
        #expect(answer.json["expires_at"] == .string(kept))
    }

    @Test func listsPagesByTheBytesOfIDs() async throws {
        let door = try door()
        let ids = ["b", "B", "é", "a b", "z&=", "a"]
        for id in ids {
            #expect(try await door.send(.post, Self.path, as: .own, ["jti": .string(id)]).status == 201)
        }
        var listed: [String] = []
        var query = "?limit=4"
        while true {
            let page = try await door.send(.get, Self.path + query, as: .own)
            listed += page.json["revoked_tokens"]?.arrayValue?.compactMap { $0["jti"]?.stringValue } ?? []
            guard let next = page.json["next"]?.stringValue else { break }
            let cursor = next.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            query = "?limit=4&cursor=\(cursor)"
            try #require(listed.count < ids.count)
        }
        #expect(listed == ["B", "a", "a b", "b", "z&=", "é"])
    }

    /// An operator's tenant, which has no row and needs none.
    @Test func anOperatorsTokenIsRefusedLikeAnyOther() async throws {
        let door = try door()
        let path = "tenants/operations/revoked-tokens"
        let operations = Door.Person.platform.tenant
        #expect(try await door.send(.post, path, as: .platform, ["jti": "abc"]).status == 201)
        #expect(rows.kept.revoked.map(\.tenant) == [operations])
        #expect(door.revoked.contains("abc", of: operations) && !door.revoked.contains("abc", of: Door.acme))
        let list = try await door.send(.get, path, as: .platform)
        #expect(list.json["revoked_tokens"]?.arrayValue?.compactMap { $0["jti"] } == ["abc"])
        for path in [path, "tenants/nobody/revoked-tokens"] {
            #expect(try await door.send(.post, path, as: .own, ["jti": "abc"]).status == 404)
        }
        #expect(try await door.send(.post, "tenants/No_Such/revoked-tokens", as: .platform, ["jti": "a"]).status == 404)
    }

    @Test func aRevokedOperatorIsNotLetIn() async throws {
        let door = try door()
        let token = try door.token(of: .platform)
        let payload = try #require(token.reveal().split(separator: ".").dropFirst().first)
        let claims = try JSONValue(parsing: #require(Base64URL.decode(payload.utf8)))
        let path = "tenants/operations/revoked-tokens"
        #expect(try await door.send(.get, path, as: .platform, token: token).status == 200)
        let body: JSONValue = ["jti": try #require(claims["jti"])]
        #expect(try await door.send(.post, path, as: .platform, body).status == 201)
        let refused = try await door.send(.get, path, as: .platform, token: token)
        #expect(refused.status == 401 && refused.code == "revoked_token")
        #expect(try await door.send(.get, path, as: .platform).status == 200)
    }

    @Test(
        arguments: [
            ([:], "/jti"), (["jti": ""], "/jti"), (["jti": .string(String(repeating: "j", count: 256))], "/jti"),
            (["jti": "a", "expires_at": "tomorrow"], "/expires_at"),
            (["jti": "a", "expires_at": "2026-11-22T07:59:59Z"], "/expires_at"), (["jti": "a", "exp": 5], "/exp"),
        ] as [(JSONValue, String)])
    func pointsAtWhatIsWrong(body: JSONValue, pointer: String) async throws {
        let answer = try await door().send(.post, Self.path, as: .own, body)
        #expect(answer.status == 422 && answer.pointers == [pointer])
        #expect(rows.kept.revoked.isEmpty)
    }

    @Test func aTenantHasAThousandThatHaveNotExpired() async throws {
        rows.change { state in
            state.revoked = (0..<1000).map {
                RevokedToken(tenant: Door.acme, tokenID: "old-\($0)", expiresAt: Door.date.addingTimeInterval(1))
            }
        }
        let refused = try await door().send(.post, Self.path, as: .own, ["jti": "new"])
        #expect(refused.status == 409 && refused.code == "too_many")
        #expect(rows.kept.revoked.count == 1000)
        #expect(try await door().send(.post, Self.path, as: .own, ["jti": "old-7"]).status == 201)
        rows.change {
            $0.revoked[0].expiresAt = Door.date; $0.revoked.removeLast()
        }
        #expect(try await door().send(.post, Self.path, as: .own, ["jti": "new"]).status == 201)
    }

    @Test func aTokenIsRefusedAtOnceHereAndTheOtherWorkersAreTold() async throws {
        let door = try door()
        #expect(!door.revoked.contains("abc", of: Door.acme))
        #expect(try await door.send(.post, Self.path, as: .own, ["jti": "abc"]).status == 201)
        #expect(door.revoked.contains("abc", of: Door.acme))
        #expect(door.announcer.scopes == [Door.scope])
    }
}
