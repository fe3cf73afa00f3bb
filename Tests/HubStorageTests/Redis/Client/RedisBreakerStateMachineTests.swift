import Testing

@testable import HubStorage

@Suite struct RedisBreakerStateMachineTests {
    private static let second: UInt64 = 1_000_000_000

    private static func broken(at now: UInt64) -> RedisBreakerStateMachine {
        var breaker = RedisBreakerStateMachine()
        for _ in 0..<RedisBreakerStateMachine.tolerance {
            #expect(breaker.mayAsk(now: now) == true)
            breaker.ended(.timedOut, now: now)
        }
        return breaker
    }

    @Test func asksNoMoreAfterTooManyLateAnswersInARow() {
        var breaker = Self.broken(at: 0)
        #expect(breaker.mayAsk(now: 0) == false)
        #expect(breaker.mayAsk(now: Self.second - 1) == false)
    }

    @Test func anAnswerInTimeBetweenThemCountsAnew() {
        var breaker = RedisBreakerStateMachine()
        for number in 0..<40 {
            #expect(breaker.mayAsk(now: 0) == true)
            breaker.ended(number % 4 == 0 ? nil : .timedOut, now: 0)
        }
    }

    @Test func letsOneAskAfterAPauseAndTheOthersOnceItIsAnswered() {
        var breaker = Self.broken(at: 0)
        #expect(breaker.mayAsk(now: Self.second) == true)
        #expect(breaker.mayAsk(now: Self.second) == false)
        breaker.ended(.timedOut, now: Self.second)
        #expect(breaker.mayAsk(now: 2 * Self.second - 1) == false)
        #expect(breaker.mayAsk(now: 2 * Self.second) == true)
        breaker.ended(nil, now: 2 * Self.second)
        for _ in 0..<3 { #expect(breaker.mayAsk(now: 2 * Self.second) == true) }
    }

    @Test func oneWhoDoesNotComeBackDelaysTheNextByAPause() {
        var breaker = Self.broken(at: 0)
        #expect(breaker.mayAsk(now: Self.second) == true)
        #expect(breaker.mayAsk(now: 2 * Self.second) == true)
    }

    @Test func ailsWhileMoreThanOneInTenFailed() {
        var breaker = RedisBreakerStateMachine()
        #expect(breaker.isAiling(now: 0) == false)
        for _ in 0..<9 { breaker.ended(nil, now: 0) }
        breaker.ended(.refused(code: "OOM"), now: 0)
        #expect(breaker.isAiling(now: 0) == false)
        breaker.ended(.unavailable, now: 0)
        #expect(breaker.isAiling(now: 0) == true)
        #expect(breaker.isAiling(now: 3 * Self.second - 1) == true)
        #expect(breaker.isAiling(now: 3 * Self.second) == false)
    }

    @Test func whatIsWrongWithOneKeyIsNoFailure() {
        var breaker = RedisBreakerStateMachine()
        breaker.ended(.refused(code: "WRONGTYPE"), now: 0)
        breaker.ended(.tooLarge, now: 0)
        #expect(breaker.isAiling(now: 0) == false)
    }

    @Test func whoIsNotLetAskCountsAsAFailure() {
        var breaker = Self.broken(at: 0)
        let later = RedisBreakerStateMachine.pause + 10 * Self.second
        #expect(breaker.mayAsk(now: later) == true)
        #expect(breaker.isAiling(now: later) == false)
        #expect(breaker.mayAsk(now: later) == false)
        #expect(breaker.isAiling(now: later) == true)
    }
}
