import Testing

@testable import HubStorage

struct RedisPipelineTests {
    private var pipeline = RedisPipeline<Int>(stallTimeout: .nanoseconds(100))

    private static func name(_ recipient: RedisPipeline<Int>.Recipient) -> String {
        switch recipient {
        case .waiter(let number): "\(number)"
        case .departed: "departed"
        case .nobody: "nobody"
        }
    }

    private mutating func answered() -> String { Self.name(pipeline.answered()) }

    @Test mutating func answersInTheOrderOfSending() {
        for number in 0..<3000 { pipeline.add(number, deadline: 50, now: 0) }
        for number in 0..<3000 { #expect(answered() == "\(number)") }
        #expect(answered() == "nobody")
        #expect(pipeline.count == 0)
    }

    @Test mutating func keepsTheTurnOfWhoGaveUp() {
        pipeline.add(1, deadline: 10, now: 0)
        pipeline.add(2, deadline: 90, now: 0)
        #expect(pipeline.nextEvent == 10)
        #expect(pipeline.expire(now: 9).isEmpty)
        #expect(pipeline.expire(now: 10) == [1])
        #expect(pipeline.expire(now: 11).isEmpty)
        #expect(pipeline.nextEvent == 90)
        #expect(pipeline.count == 2)
        #expect(answered() == "departed")
        #expect(answered() == "2")
        #expect(pipeline.nextEvent == nil)
    }

    @Test mutating func stallsOnlyWhileAnswersAreOwedAndNothingComes() {
        #expect(!pipeline.isStalled(now: 1000))
        pipeline.add(1, deadline: 5000, now: 1000)
        #expect(pipeline.nextEvent == 1100)
        #expect(!pipeline.isStalled(now: 1099))
        pipeline.progress(now: 1050)
        #expect(!pipeline.isStalled(now: 1149))
        #expect(pipeline.isStalled(now: 1150))
        #expect(answered() == "1")
        #expect(!pipeline.isStalled(now: 5000))
    }

    @Test mutating func handsOutWhoStillWaitsWhenTheConnectionIsGone() {
        for number in 1...3 { pipeline.add(number, deadline: UInt64(number), now: 0) }
        #expect(pipeline.expire(now: 1) == [1])
        #expect(pipeline.drain() == [2, 3])
        #expect(answered() == "nobody")
    }
}
