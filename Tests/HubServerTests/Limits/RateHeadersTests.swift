import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct RateHeadersTests {
    private func state(_ limit: Int, _ remaining: Int, _ reset: Duration) -> RateState {
        RateState(limit: limit, remaining: remaining, reset: reset)
    }

    @Test func showTheScarcestBucket() {
        let fields = RateHeaders.fields(
            RateVerdict(states: [
                state(600, 300, .seconds(30)), state(10, 1, .milliseconds(5001)), state(1000, 999, .seconds(1)),
            ]))
        #expect(fields[.rateLimit] == "10")
        #expect(fields[.rateRemaining] == "1")
        #expect(fields[.rateReset] == "6")
    }

    @Test func showOfTwoAlikeTheOneThatTakesLonger() {
        let fields = RateHeaders.fields(
            RateVerdict(states: [state(10, 0, .seconds(5)), state(100, 0, .seconds(50))]))
        #expect(fields[.rateLimit] == "100")
    }

    @Test func areNoneWhereNothingIsLimited() { #expect(RateHeaders.fields(RateVerdict(states: [])).isEmpty) }

    @Test(arguments: [
        (Duration.zero, "1"), (.milliseconds(1), "1"), (.seconds(1), "1"), (.milliseconds(1001), "2"),
        (.seconds(61), "61"),
    ])
    func sayWhenToComeBackInWholeSeconds(wait: Duration, seconds: String) {
        let problem = RateHeaders.refusal(RateVerdict(states: [state(10, 0, .seconds(60))], retryAfter: wait))
        #expect(problem.status == .tooManyRequests && problem.code == "rate_limited")
        #expect(problem.headers[.retryAfter] == seconds)
        #expect(problem.headers[.rateRemaining] == "0")
    }
}
