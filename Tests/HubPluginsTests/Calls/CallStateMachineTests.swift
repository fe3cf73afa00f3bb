import Testing

@testable import HubPlugins

@Suite struct CallStateMachineTests {
    @Test func aCallIsEnteredAndCompletedOnce() {
        var machine = CallStateMachine()
        #expect(machine.complete() == .premature)
        #expect(machine.enter() == true)
        #expect(machine.enter() == false)
        #expect(machine.complete() == .accepted)
        #expect(machine.complete() == .repeated)
        #expect(machine.end() == .alreadyOver)
    }

    @Test func aCallThatEndsBeforeItsEntryIsNeverEntered() {
        var machine = CallStateMachine()
        #expect(machine.end() == .beforeEntry)
        #expect(machine.enter() == false)
        #expect(machine.complete() == .repeated)
    }

    @Test func anEndedCallIsOwedUntilItsLateCompletion() {
        var machine = CallStateMachine()
        #expect(machine.enter() == true)
        #expect(machine.end() == .orphaned)
        #expect(machine.end() == .alreadyOver)
        #expect(machine.phase == .orphaned)
        #expect(machine.complete() == .late)
        #expect(machine.complete() == .repeated)
        #expect(machine.phase == .over)
    }
}
