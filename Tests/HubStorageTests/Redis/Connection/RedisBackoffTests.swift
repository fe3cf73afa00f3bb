import Testing

@testable import HubStorage

struct RedisBackoffTests {
    @Test func doublesUpToItsBoundAndStartsAgain() {
        var backoff = RedisBackoff(first: .milliseconds(50), longest: .milliseconds(300))
        #expect((0..<5).map { _ in backoff.wait(portion: 0) } == [50, 100, 200, 300, 300].map { .milliseconds($0) })
        backoff.reset()
        #expect(backoff.wait(portion: 0) == .milliseconds(50))
    }

    @Test func takesAwayARandomPartOfUpToAHalf() {
        var backoff = RedisBackoff(first: .milliseconds(100), longest: .seconds(1))
        #expect(backoff.wait(portion: 1) == .milliseconds(50))
        #expect(backoff.wait(portion: 0.5) == .milliseconds(150))
    }
}
