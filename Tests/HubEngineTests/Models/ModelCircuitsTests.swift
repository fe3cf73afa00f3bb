import HubCore
import Synchronization
import Testing

@testable import HubEngine

struct ModelCircuitsTests {
    private final class Time: Sendable {
        private let nanoseconds = Atomic(UInt64(1_000_000_000_000))
        var now: UInt64 { nanoseconds.load(ordering: .relaxed) }
        func pass(_ seconds: UInt64) { nanoseconds.add(seconds * 1_000_000_000, ordering: .relaxed) }
    }

    private let time = Time()
    private let circuits: ModelCircuits
    private let name = ModelCircuits.Name(provider: .openAI, baseURL: nil, model: "m", tenant: nil, key: "k")
    private let other = ModelCircuits.Name(provider: .openAI, baseURL: nil, model: "m", tenant: nil, key: "other")

    init() { circuits = ModelCircuits(now: { [time] in time.now }) }

    private func fail(_ times: Int) { for _ in 0..<times { circuits.learn(.fails, of: name) } }

    @Test func opensAfterFiveFailuresInARow() {
        fail(4)
        #expect(circuits.admit(name))
        circuits.learn(.works, of: name)
        fail(4)
        #expect(circuits.admit(name))
        fail(1)
        #expect(!circuits.admit(name))
        #expect(circuits.openCount == 1)
        #expect(circuits.admit(other))
    }

    @Test func afterAWhileOneTriesAndTheOthersFollow() {
        fail(5)
        time.pass(4)
        #expect(!circuits.admit(name))
        time.pass(1)
        #expect(circuits.admit(name))
        #expect(!circuits.admit(name))
        circuits.learn(.works, of: name)
        #expect(circuits.admit(name) && circuits.admit(name))
    }

    @Test func oneFailedTryIsEnoughToStayOpen() {
        fail(5)
        time.pass(5)
        #expect(circuits.admit(name))
        fail(1)
        #expect(!circuits.admit(name))
        time.pass(5)
        #expect(circuits.admit(name))
    }

    @Test func aTryThatSaysNothingLeavesItToTheNextOne() {
        fail(5)
        time.pass(5)
        #expect(circuits.admit(name))
        circuits.learn(.nothing, of: name)
        #expect(circuits.admit(name))
    }

    @Test func whatAProviderAsksForIsWaitedAMinuteAtTheMost() {
        circuits.learn(ModelCircuits.Lesson(ModelError(.rateLimited, "x", retryAfter: .seconds(7))), of: name)
        time.pass(6)
        #expect(!circuits.admit(name))
        time.pass(1)
        #expect(circuits.admit(name))
        circuits.learn(.pauses(.seconds(3600)), of: other)
        time.pass(59)
        #expect(!circuits.admit(other))
        time.pass(1)
        #expect(circuits.admit(other))
    }

    /// The first call after a provider's wait may take half a minute; the others do not wait for it.
    @Test(arguments: [ModelError.Kind.rateLimited, .overloaded])
    func afterAProvidersOwnWaitAllAreLetIn(_ kind: ModelError.Kind) {
        circuits.learn(ModelCircuits.Lesson(ModelError(kind, "x", retryAfter: .seconds(1))), of: name)
        #expect(!circuits.admit(name))
        time.pass(1)
        #expect(circuits.admit(name) && circuits.admit(name))
        // It counts as no failure, and failures open it as before.
        fail(4)
        #expect(circuits.admit(name))
        fail(1)
        #expect(!circuits.admit(name))
    }

    @Test func aWaitDoesNotLetAllIntoWhatFailed() {
        fail(5)
        circuits.learn(.waits(.seconds(1)), of: name)
        time.pass(5)
        #expect(circuits.admit(name))
        #expect(!circuits.admit(name))
    }

    @Test(arguments: [ModelError.Kind.contextTooLong, .refused, .malformed, .cancelled, .unsupported])
    func whatARequestIsToBlameForDoesNotCount(_ kind: ModelError.Kind) {
        for _ in 0..<20 { circuits.learn(ModelCircuits.Lesson(ModelError(kind, "x")), of: name) }
        #expect(circuits.admit(name))
    }

    @Test(arguments: [ModelError.Kind.overloaded, .timeout, .connection, .rateLimited])
    func whatTheModelIsToBlameForCounts(_ kind: ModelError.Kind) {
        for _ in 0..<5 { circuits.learn(ModelCircuits.Lesson(ModelError(kind, "x")), of: name) }
        #expect(!circuits.admit(name))
    }

    @Test func aRefusedKeyIsNotTriedByEverybody() {
        circuits.learn(ModelCircuits.Lesson(ModelError(.authorization, "x")), of: name)
        #expect(!circuits.admit(name))
    }
}
