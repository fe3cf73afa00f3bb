import HubCore
import Testing

@testable import HubStorage

struct WriteOutcomeTests {
    @Test func remembersAFailureUntilAWriteSucceeds() {
        let outcome = WriteOutcome()
        #expect(outcome.recentFailure == nil)
        outcome.record(.full)
        #expect(outcome.recentFailure == .full)
        outcome.record(nil)
        #expect(outcome.recentFailure == nil)
    }

    @Test(arguments: [SQLError.overloaded, .busy, .timeout, .violation(.unique, statement: 0), .cancelled])
    func blamesTheDatabaseForNothingThatOneWriteMet(error: SQLError) {
        let outcome = WriteOutcome()
        outcome.record(error)
        #expect(outcome.recentFailure == nil)
        outcome.record(.full)
        outcome.record(error)
        #expect(outcome.recentFailure == .full)
    }
}
