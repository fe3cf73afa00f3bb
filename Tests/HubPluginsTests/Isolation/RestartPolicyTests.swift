import Testing

@testable import HubPlugins

@Suite struct RestartPolicyTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func theFirstRestartComesAtOnceAndTheNextOnesLaterAndLater() {
        var policy = RestartPolicy(IsolationSettings())
        let steps = (0..<5).map { policy.ended(at: 1000 * Self.second + UInt64($0)) }
        #expect(steps == [0, 50, 100, 200, 400].map { .restart(after: $0 * 1_000_000) })
        // After a quiet time it begins anew.
        let later = policy.ended(at: 1061 * Self.second)
        #expect(later == .restart(after: 0))
    }

    @Test func theDelayHasALimit() {
        var settings = IsolationSettings()
        settings.crashes = 100
        var policy = RestartPolicy(settings)
        let steps = (0..<60).map { _ in policy.ended(at: 1000 * Self.second) }
        #expect(steps.last == .restart(after: 30 * Self.second))
    }

    @Test func tooManyEndsBringARestWhichDoublesUntilAQuietTimeComes() {
        var policy = RestartPolicy(IsolationSettings())
        var now = 1000 * Self.second
        let steps = (0..<10).map { _ in policy.ended(at: now) }
        #expect(steps.last == .rest(60 * Self.second))
        #expect(steps.dropLast().allSatisfy { if case .restart = $0 { true } else { false } })
        for (before, seconds): (UInt64, UInt64) in [(60, 120), (120, 240), (240, 480), (480, 600), (600, 600)] {
            // It was tried after its rest and did not last.
            now += (before + 1) * Self.second
            let step = policy.ended(at: now)
            #expect(step == .rest(seconds * Self.second))
        }
        now += (600 + 61) * Self.second
        let later = policy.ended(at: now)
        #expect(later == .restart(after: 0))
    }
}
