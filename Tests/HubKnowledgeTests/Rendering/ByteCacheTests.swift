import Testing

@testable import HubKnowledge

@Suite struct ByteCacheTests {
    @Test func forgetsWhatWasUsedLongestAgo() {
        var cache = ByteCache<String, Int>(limit: 10)
        cache.keep(1, bytes: 4, for: "a")
        cache.keep(2, bytes: 4, for: "b")
        #expect(cache.value("a") == 1)
        cache.keep(3, bytes: 4, for: "c")
        #expect([cache.value("a"), cache.value("b"), cache.value("c")] == [1, nil, 3])
        #expect(cache.bytes == 8)
    }

    @Test func keepsNothingThatIsOverItsLimit() {
        var cache = ByteCache<String, Int>(limit: 10)
        cache.keep(1, bytes: 4, for: "a")
        cache.keep(2, bytes: 11, for: "b")
        #expect(cache.value("b") == nil && cache.value("a") == 1)
        cache.keep(3, bytes: 11, for: "a")
        #expect(cache.value("a") == nil && cache.bytes == 0)
    }
}
