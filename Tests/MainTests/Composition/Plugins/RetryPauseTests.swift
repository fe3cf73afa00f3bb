import Testing

@testable import agenthub

@Suite struct RetryPauseTests {
    @Test func waitsLongerAndLongerUpToAMinuteUntilSomethingSucceeds() {
        var pause = RetryPause()
        #expect(!pause.isFailing)
        let pauses = (0..<8).map { _ in pause.fail() }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60].map { .seconds($0) } && pause.isFailing)
        pause.succeed()
        #expect(!pause.isFailing && pause.fail() == .seconds(1))
    }
}
