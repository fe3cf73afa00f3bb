import HubCore
import Testing

@testable import HubEngine

struct FailoverStateMachineTests {
    private typealias Action = FailoverStateMachine.Action

    private func machine(_ count: Int, start: Int = 0) -> FailoverStateMachine {
        var machine = FailoverStateMachine(windows: Array(repeating: 8000, count: count), start: start)
        #expect(machine.start() == .ask(start, after: .zero))
        return machine
    }

    private func fail(
        _ machine: inout FailoverStateMachine, _ kind: ModelError.Kind, retryAfter: Duration? = nil,
        remaining: Duration = .seconds(30), jitter: Double = 1
    ) -> Action {
        machine.failed(ModelError(kind, "x", retryAfter: retryAfter), remaining: remaining, jitter: jitter)
    }

    @Test(arguments: [ModelError.Kind.rateLimited, .overloaded, .connection, .malformed])
    func whatMayPassIsTriedTwiceAgainAndThenTheNextOne(_ kind: ModelError.Kind) {
        var machine = machine(2)
        #expect(fail(&machine, kind) == .ask(0, after: .milliseconds(200)))
        #expect(fail(&machine, kind) == .ask(0, after: .milliseconds(400)))
        #expect(fail(&machine, kind) == .ask(1, after: .zero))
        #expect(fail(&machine, kind) == .ask(1, after: .milliseconds(200)))
        #expect(fail(&machine, kind) == .ask(1, after: .milliseconds(400)))
        #expect(fail(&machine, kind) == .giveUp)
    }

    @Test(arguments: [ModelError.Kind.authorization, .unsupported, .timeout])
    func whatWillNotPassIsTheNextOnesAtOnce(_ kind: ModelError.Kind) {
        var machine = machine(2)
        #expect(fail(&machine, kind) == .ask(1, after: .zero))
        #expect(fail(&machine, kind) == .giveUp)
    }

    @Test(arguments: [ModelError.Kind.refused, .cancelled])
    func aRefusalAndAnEndAreFinal(_ kind: ModelError.Kind) {
        var machine = machine(2)
        #expect(fail(&machine, kind) == .giveUp)
    }

    @Test func everyKindIsDecided() {
        for kind in ModelError.Kind.allCases {
            var machine = machine(1)
            var asks = 0
            while case .ask = fail(&machine, kind) { asks += 1 }
            #expect(asks <= 2)
        }
    }

    @Test func whatIsTooLongGoesToWhoReadsMore() {
        var machine = FailoverStateMachine(windows: [8000, 4000, 8000, 16_000])
        _ = machine.start()
        #expect(fail(&machine, .contextTooLong) == .ask(3, after: .zero))
        #expect(fail(&machine, .contextTooLong) == .giveUp)
    }

    @Test func theProvidersOwnWaitIsKeptWhereItIsShort() {
        var machine = machine(2)
        #expect(fail(&machine, .rateLimited, retryAfter: .milliseconds(900)) == .ask(0, after: .milliseconds(900)))
        #expect(fail(&machine, .rateLimited, retryAfter: .milliseconds(1100)) == .ask(1, after: .zero))
        // Nobody follows: it may be longer, but not half of what is left.
        #expect(fail(&machine, .rateLimited, retryAfter: .seconds(9)) == .ask(1, after: .seconds(9)))
        #expect(fail(&machine, .rateLimited, retryAfter: .seconds(9), remaining: .seconds(17)) == .giveUp)
    }

    @Test func noWaitIsLongerThanHalfOfTheTimeThatIsLeft() {
        var last = machine(1)
        #expect(fail(&last, .overloaded, remaining: .milliseconds(399)) == .giveUp)
        var first = machine(2)
        #expect(fail(&first, .overloaded, remaining: .milliseconds(399)) == .ask(1, after: .zero))
    }

    @Test func aRandomHalfOfTheWaitIsLeftOut() {
        var machine = machine(1)
        #expect(fail(&machine, .overloaded, jitter: 0) == .ask(0, after: .milliseconds(100)))
        #expect(fail(&machine, .overloaded, jitter: 0.5) == .ask(0, after: .milliseconds(300)))
    }

    @Test func withoutRetriesTheNextOneIsAskedAtOnce() {
        var machine = FailoverStateMachine(windows: [1, 1], retries: 0)
        #expect(fail(&machine, .overloaded) == .ask(1, after: .zero))
        #expect(fail(&machine, .overloaded) == .giveUp)
    }

    @Test func beginsWithWhoAnsweredLast() {
        var machine = machine(3, start: 1)
        #expect(machine.passedOver() == .ask(2, after: .zero))
        #expect(machine.passedOver() == .giveUp)
    }
}
