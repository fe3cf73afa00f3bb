import Testing

@testable import HubPlugins

@Suite struct FramePaceTests {
    private static let second: UInt64 = 1_000_000_000

    /// What is waited in all for so many reads with one frame of that weight each, which take a millisecond of the processor.
    private func waits(_ weight: FramePace.Weight?, reads: Int) -> UInt64 {
        var (now, spent): (UInt64, UInt64) = (0, 0)
        var pace = FramePace(percent: 30, now: 0, spent: 0)
        var waited: UInt64 = 0
        for _ in 0..<reads {
            (now, spent) = (now + 1_000_000, spent + 1_000_000)
            if let weight { pace.add(weight) }
            let wait = pace.pay(now: now, spent: spent)
            (now, waited) = (now + wait, waited + wait)
        }
        return waited
    }

    @Test func whatWasAskedForIsFree() { #expect(waits(.asked, reads: 100_000) == 0) }

    @Test func theRestMayTakeAPartOfAProcessor() {
        // 10 s of work less what two seconds give, at 30 in a hundred.
        #expect((20 * Self.second...22 * Self.second).contains(waits(.idle, reads: 10_000)))
        #expect((20 * Self.second...22 * Self.second).contains(waits(nil, reads: 10_000)))
        // Half of it is paid.
        #expect((4 * Self.second...6 * Self.second).contains(waits(.request, reads: 10_000)))
    }

    @Test func aShortBurstIsNotHeldUp() { #expect(waits(.idle, reads: 500) == 0) }
}
