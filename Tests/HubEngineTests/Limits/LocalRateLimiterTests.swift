import HubCore
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct LocalRateLimiterTests {
    private let clock = Clock()

    private func limiter(capacity: Int = 100_000) -> LocalRateLimiter {
        LocalRateLimiter(capacity: capacity) { [clock] in clock.now }
    }

    private func demand(
        _ cost: Int = 1, of limit: Int, user: String? = nil, _ kind: RateBucket.Kind = .requests,
        tenant: String = "meadow"
    ) -> RateDemand {
        RateDemand(
            RateBucket(scope: TenantScope(tenant: World.id(tenant)), user: user.map(World.user), kind: kind),
            limit: limit, cost: cost)
    }

    @Test func aFullBucketGivesItsLimitAndThenRefillsEvenly() async {
        let limiter = limiter()
        for left in (0..<60).reversed() {
            let verdict = await limiter.take([demand(of: 60)])
            #expect(verdict.isAllowed)
            #expect(verdict.states.map(\.remaining) == [left])
        }
        let refused = await limiter.take([demand(of: 60)])
        #expect(refused.retryAfter == .seconds(1))
        #expect(refused.states == [RateState(limit: 60, remaining: 0, reset: .seconds(60))])
        clock.pass(0.999)
        #expect(await !limiter.take([demand(of: 60)]).isAllowed)
        clock.pass(0.001)
        #expect(await limiter.take([demand(of: 60)]).isAllowed)
        #expect(await !limiter.take([demand(of: 60)]).isAllowed)
        clock.pass(3600)
        #expect(
            await limiter.take([demand(of: 60)]).states == [RateState(limit: 60, remaining: 59, reset: .seconds(1))])
    }

    @Test func oneBucketThatRefusesKeepsTheOthersWhole() async {
        let limiter = limiter()
        #expect(await limiter.take([demand(of: 1, user: "ann")]).isAllowed)
        let verdict = await limiter.take([demand(of: 10), demand(of: 1, user: "ann")])
        #expect(verdict.retryAfter == .seconds(60))
        #expect(verdict.states.map(\.remaining) == [10, 0])
        #expect(await limiter.take([demand(of: 10)]).states.map(\.remaining) == [9])
    }

    @Test func aCostOfNothingIsRefusedWhileTheBucketHasLessThanAUnit() async {
        let limiter = limiter()
        #expect(await limiter.take([demand(0, of: 120, .tokens)]).states.map(\.remaining) == [120])
        await limiter.charge([demand(120, of: 120, .tokens)])
        #expect(await limiter.take([demand(0, of: 120, .tokens)]).retryAfter == .milliseconds(500))
        clock.pass(0.5)
        #expect(await limiter.take([demand(0, of: 120, .tokens)]).isAllowed)
    }

    @Test func whatWasUsedBeyondTheLimitIsWaitedFor() async {
        let limiter = limiter()
        await limiter.charge([demand(600, of: 60, .tokens)])
        let verdict = await limiter.take([demand(0, of: 60, .tokens)])
        #expect(verdict.states == [RateState(limit: 60, remaining: 0, reset: .seconds(600))])
        #expect(verdict.retryAfter == .seconds(541))
        clock.pass(540)
        #expect(await !limiter.take([demand(0, of: 60, .tokens)]).isAllowed)
        clock.pass(1)
        #expect(await limiter.take([demand(0, of: 60, .tokens)]).isAllowed)
    }

    @Test func aDebtEndsAfterAnHour() async {
        let limiter = limiter()
        await limiter.charge([demand(1_000_000, of: 60, .tokens)])
        #expect(await limiter.take([demand(0, of: 60, .tokens)]).retryAfter == .seconds(3601))
        clock.pass(3661)
        #expect(
            await limiter.take([demand(0, of: 60, .tokens)]).states
                == [RateState(limit: 60, remaining: 60, reset: .zero)])
    }

    @Test func whatIsGivenBackFillsNoBucketBeyondItsLimit() async {
        let limiter = limiter()
        #expect(await limiter.take([demand(50, of: 60, .tokens)]).isAllowed)
        await limiter.charge([demand(-30, of: 60, .tokens)])
        #expect(await limiter.take([demand(0, of: 60, .tokens)]).states.map(\.remaining) == [40])
        await limiter.charge([demand(-1000, of: 60, .tokens)])
        #expect(await limiter.take([demand(0, of: 60, .tokens)]).states.map(\.remaining) == [60])
    }

    @Test func aLimitThatIsLoweredHoldsAtOnce() async {
        let limiter = limiter()
        #expect(await limiter.take([demand(of: 100)]).states.map(\.remaining) == [99])
        #expect(await limiter.take([demand(of: 10)]).states.map(\.remaining) == [9])
    }

    @Test func twoDemandsOnOneBucketAreTakenTogether() async {
        let limiter = limiter()
        #expect(await !limiter.take([demand(2, of: 3), demand(2, of: 3)]).isAllowed)
        #expect(await limiter.take([demand(2, of: 3), demand(1, of: 3)]).states.map(\.remaining) == [0, 0])
    }

    @Test func tenantsUsersAndKindsHaveBucketsOfTheirOwn() async {
        let limiter = limiter()
        #expect(await limiter.take([demand(of: 1)]).isAllowed)
        #expect(await limiter.take([demand(of: 1, tenant: "other")]).isAllowed)
        #expect(await limiter.take([demand(of: 1, user: "ann")]).isAllowed)
        #expect(await limiter.take([demand(of: 1, user: "bob")]).isAllowed)
        #expect(await limiter.take([demand(of: 1, .tokens)]).isAllowed)
        #expect(await !limiter.take([demand(of: 1)]).isAllowed)
    }

    @Test func fullBucketsAreForgotten() async {
        let limiter = limiter()
        for number in 0..<1000 { _ = await limiter.take([demand(of: 60, user: "u\(number)")]) }
        #expect(limiter.count == 1000)
        clock.pass(60)
        for number in 0..<100 { _ = await limiter.take([demand(of: 60, user: "v\(number)")]) }
        #expect(limiter.count < 200)
    }

    @Test func ofTooManyBucketsTheFullestGo() async {
        let limiter = limiter(capacity: 2000)
        await limiter.charge([demand(500, of: 10, user: "debtor")])
        for number in 0..<20_000 { _ = await limiter.take([demand(of: 60, user: "u\(number)")]) }
        #expect(limiter.count <= 2000)
        #expect(await !limiter.take([demand(of: 10, user: "debtor")]).isAllowed)
    }

    @Test func limitsOfAnySizeAreCounted() async {
        let limiter = limiter()
        #expect(await limiter.take([demand(Int.max, of: Int.max)]).isAllowed == false)
        #expect(await limiter.take([demand(0, of: Int.max)]).states.map(\.remaining) == [1_000_000_000])
        await limiter.charge([demand(Int.max, of: Int.max)])
        #expect(await limiter.take([demand(0, of: Int.max)]).retryAfter != nil)
        #expect(await limiter.take([demand(of: 0, user: "ann")]).isAllowed)
    }
}
