import HubCore
import Testing

@testable import HubStorage

struct RedisEndpointTests {
    @Test func readsEveryPart() throws {
        let endpoint = try RedisEndpoint(url: "redis://hub:p%40ss%3A@cache.example.com:6380/3")
        #expect(endpoint.host == "cache.example.com")
        #expect(endpoint.port == 6380)
        #expect(endpoint.user == "hub")
        #expect(endpoint.password?.reveal() == "p@ss:")
        #expect(endpoint.database == 3)
    }

    @Test func needsOnlyAHost() throws {
        for url in ["redis://localhost", "redis://localhost/", "redis://localhost:6379/0"] {
            let endpoint = try RedisEndpoint(url: url)
            #expect(endpoint.host == "localhost")
            #expect(endpoint.port == 6379)
            #expect(endpoint.user == nil)
            #expect(endpoint.password == nil)
            #expect(endpoint.database == 0)
        }
    }

    @Test func readsAnAddressInBracketsAndAPasswordAlone() throws {
        let endpoint = try RedisEndpoint(url: "redis://:word@[::1]:7000")
        #expect(endpoint.host == "::1")
        #expect(endpoint.port == 7000)
        #expect(endpoint.user == nil)
        #expect(endpoint.password?.reveal() == "word")
    }

    @Test func refusesEncryptionWithTheReason() {
        #expect(throws: RedisURLError.encrypted) { try RedisEndpoint(url: "rediss://localhost") }
        #expect(RedisURLError.encrypted.description.contains("has no TLS"))
    }

    @Test(arguments: [
        "", "localhost:6379", "http://localhost", "redis://", "redis://:6379", "redis://host:", "redis://host:0",
        "redis://host:70000", "redis://host:+1", "redis://host/x", "redis://host/-1", "redis://host/1/2",
        "redis://user@host", "redis://user:@host", "redis://a:%zz@host", "redis://a:%ff@host", "redis://host?x=1",
        "redis://ho st", "redis://[::1", "redis://[]", "redis://::1]", "redis://[::1]x:1",
    ])
    func refusesWhatIsMalformed(url: String) {
        #expect(throws: RedisURLError.self) { try RedisEndpoint(url: url) }
    }

    @Test func quotesNothingOfTheURL() {
        do {
            _ = try RedisEndpoint(url: "redis://user:hidden-word@host:x")
            Issue.record("it was taken")
        } catch {
            #expect(!error.description.contains("hidden-word"))
            #expect(error.description.contains("redis://127.0.0.1:6379/0"))
        }
    }
}
