import Testing

@testable import HubPlugins

@Suite struct RestartPolicyTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func theFirstRestartComesAtOnceAndTheNextOnesLaterAndLater() {
        var policy = RestartPolicy(IsolationSettings())
        var steps: [RestartPolicy.Step] = []
        for number in 0..<5 { steps.append(policy.ended(at: 1000 * Self.second + UInt64(number))) }
        #expect(
            steps == [0, 50, 100, 200, 400].map { .restart(after: $0 * 1_000_000) })
        // After a quiet time it begins anew.
        #expect(policy.ended(at: 1061 * Self.second) == .restart(after: 0))
    }

    @Test func theDelayHasALimit() {
        var settings = IsolationSettings()
        settings.crashes = 100
        var policy = RestartPolicy(settings)
        var last = RestartPolicy.Step.rest(0)
        for _ in 0..<60 { last = policy.ended(at: 1000 * Self.second) }
        #expect(last == .restart(after: 30 * Self.second))
    }

    @Test func tooManyEndsBringARestWhichDoublesUntilAQuietTimeComes() {
        var policy = RestartPolicy(IsolationSettings())
        var now = 1000 * Self.second
        for _ in 0..<9 { #expect(policy.ended(at: now) != .rest(60 * Self.second)) }
        #expect(policy.ended(at: now) == .rest(60 * Self.second))
        for seconds: UInt64 in [120, 240, 480, 600, 600] {
            // It was tried after its rest and did not last.
            now += (seconds / 2 + 1) * Self.second
            #expect(policy.ended(at: now) == .rest(seconds * Self.second))
        }
        now += (600 + 61) * Self.second
        #expect(policy.ended(at: now) == .restart(after: 0))
    }
}
