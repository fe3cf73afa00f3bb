import Synchronization
import Testing

@testable import HubStorage

@Suite struct LastAnswerTests {
    @Test func isRecentForThreeSeconds() {
        final class Clock: Sendable { let now = Atomic<UInt64>(1) }
        let clock = Clock()
        let answer = LastAnswer { clock.now.load(ordering: .relaxed) }
        #expect(!answer.isRecent)
        answer.record()
        clock.now.store(3_000_000_000, ordering: .relaxed)
        #expect(answer.isRecent)
        clock.now.store(3_000_000_001, ordering: .relaxed)
        #expect(!answer.isRecent)
    }
}
