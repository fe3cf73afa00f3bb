import HubCore
import Testing

@testable import HubStorage

struct CacheKeyTests {
    private static func acme() throws -> TenantScope { TenantScope(tenant: try #require(TenantID("acme-corp"))) }

    @Test func namesTheTenantAndTheResource() throws {
        #expect(CacheKey(try Self.acme(), .configuration).text == "agenthub:acme-corp:cache:configuration")
    }

    @Test func namesABucketAndHidesItsUser() throws {
        let scope = try Self.acme()
        #expect(CacheKey(RateBucket(scope: scope, kind: .requests)).text == "agenthub:acme-corp:rate:requests")
        let user = try #require(UserID("ann"))
        #expect(
            CacheKey(RateBucket(scope: scope, user: user, kind: .tokens)).text
                == "agenthub:acme-corp:rate:tokens:"
                + "49915e0d7d4b402e3017d010bc1c0e83cac6c797d6c16e66340fe3268693a6a1")
    }

    @Test(arguments: ["a:b", "*", "x\r\nFLUSHALL", "agenthub:acme-corp:rate:requests"])
    func takesNothingOfAUsersIdIntoTheKey(id: String) throws {
        let user = try #require(UserID(id))
        let key = CacheKey(RateBucket(scope: try Self.acme(), user: user, kind: .requests)).text
        let digest = key.dropFirst("agenthub:acme-corp:rate:requests:".count)
        #expect(digest.count == 64)
        #expect(digest.allSatisfy { $0.isHexDigit })
    }
}
