import Foundation
import HubCore
import Support
import Testing

@testable import HubPlugins

/// Plugins that end their process: their calls fail at once with the end's name, nobody else's do, and they are there again.
@Suite(.serialized) struct CrashTests {
    @Test(arguments: [
        ("segfault", "SIGSEGV"), ("abort", "SIGABRT"), ("exit", "exit status 3"), ("smash", "SIGSEGV"),
        ("later", "SIGSEGV"), ("leak", "SIGABRT"), ("garbage", "SIGKILL: it wrote what no runner writes"),
        ("hang up", "exit status 0"),
    ])
    func aCallEndsWithItsProcessAndTheNextOneIsAnswered(what: String, end: String) async throws {
        try await CrashFixture.with { fixture async throws in
            let before = try await fixture.process()
            let failure = try await fixture.tell(what).failure
            #expect(failure?.code == .crashed)
            #expect(failure?.message == "The tool's plugin crashed (\(end)) during the call.")
            #expect(try await fixture.process() != before)
            #expect(try fixture.crashes().values.reduce(0, +) == 1)
            #expect(try fixture.host.statistics("test.crash").process?.restarts == 1)
            #expect(try fixture.host.statistics("test.crash").owedCompletions == 0)
            #expect(fixture.incidents.count == 1)
        }
    }

    @Test(arguments: ["spin", "freeze", "never"])
    func aCallThatRunsPastItsTimeEndsItsProcess(what: String) async throws {
        try await CrashFixture.with(configure: { $0.grace = .milliseconds(50) }) { fixture async throws in
            let before = try await fixture.process()
            #expect(try await fixture.tell(what, within: .milliseconds(200)).failure?.code == .deadline)
            try await yieldWhile { try fixture.crashes().isEmpty }
            #expect(try await fixture.process() != before)
            #expect(fixture.incidents == [.killed("it ran past a call's time")])
            #expect(try fixture.host.statistics("test.crash").owedCompletions == 0)
        }
    }

    @Test func theCallsOfOtherPluginsGoOn() async throws {
        try await CrashFixture.with { fixture async throws in
            try await withThrowingTaskGroup(of: Void.self) { group async throws in
                for number in 0..<8 {
                    group.addTask { () async throws in
                        for round in 0..<50 {
                            let value: JSONValue = [.int(number), .int(round)]
                            #expect(try await fixture.host.call(.of("ECHO"), ["a": value]).value == ["a": value])
                        }
                    }
                }
                for _ in 0..<5 { #expect(try await fixture.tell("segfault").failure?.code == .crashed) }
                try await group.waitForAll()
            }
            #expect(try fixture.crashes("test.echo").isEmpty)
        }
    }

    @Test func everyCallThatTheProcessHadEndsAtOnce() async throws {
        try await CrashFixture.with { fixture async throws in
            _ = try await fixture.process()
            try await withThrowingTaskGroup(of: ToolOutcome.self) { group in
                for _ in 0..<10 { group.addTask { try await fixture.tell("never") } }
                try await yieldWhile { fixture.host.host.callsInFlight()["test.crash"] != 10 }
                #expect(try await fixture.tell("abort").failure?.code == .crashed)
                for try await outcome in group { #expect(outcome.failure?.code == .crashed) }
            }
        }
    }

    @Test func onlyWhatMayBeDoneTwiceIsTriedAgain() async throws {
        try await CrashFixture.with { fixture async throws in
            let what = "abort, the first time only"
            #expect(try await fixture.tell(what, type: "AGAIN").value == "again")
            #expect(try await fixture.tell(what, type: "CRASH").failure?.code == .crashed)
            // Once: whoever crashes again is told.
            #expect(try await fixture.tell("abort", type: "AGAIN").failure?.code == .crashed)
            #expect(try fixture.crashes("test.again") == ["SIGABRT": 3])
            #expect(try fixture.crashes("test.crash") == ["SIGABRT": 1])
        }
    }

    /// The good ones are answered, and the poisonous one dies alone.
    @Test func oneThatCrashesAgainTakesNoOtherAlong() async throws {
        try await CrashFixture.with { fixture async throws in
            _ = try await fixture.process("AGAIN")
            try await withThrowingTaskGroup(of: ToolOutcome.self) { group in
                // Of a tenant each, since each has a first time of its own.
                for number in 0..<12 {
                    group.addTask {
                        try await fixture.host.call(
                            .of("AGAIN"), ["do": "wait, the first time only"], tenant: "t\(number)")
                    }
                }
                while fixture.host.host.callsInFlight()["test.again"] != 12 { await Task.yield() }
                while !(0..<12).allSatisfy({ fixture.isMarked("t\($0)") }) { await Task.yield() }
                #expect(try await fixture.tell("abort", type: "AGAIN").failure?.code == .crashed)
                for try await outcome in group { #expect(outcome.value == "again", "\(outcome)") }
            }
            #expect(try fixture.crashes("test.again") == ["SIGABRT": 2])
        }
    }

    @Test func aCrashWhileAnInstanceIsMadeFailsTheCallsThatWaitForIt() async throws {
        try await CrashFixture.with { fixture async throws in
            let failure = try await fixture.tell("echo", config: ["x": "crash in create"]).failure
            #expect(failure?.code == .crashed)
            #expect(failure?.message == "The tool's plugin crashed (SIGABRT).")
            #expect(try await fixture.tell("echo").value == ["do": "echo"])
        }
    }

    @Test func aCreateThatDoesNotComeBackEndsTheProcess() async throws {
        try await CrashFixture.with(configure: { $0.loadLimit = .milliseconds(500) }) { fixture async throws in
            let failure = try await fixture.tell("echo", config: ["x": "block in create"]).failure
            #expect(failure?.code == .crashed)
            #expect(failure?.message == "The tool's plugin crashed (SIGKILL: it kept a thread past its time).")
            #expect(try await fixture.tell("echo").value == ["do": "echo"])
        }
    }

    @Test func aPluginThatCrashesAgainAndAgainIsShutOutAndTriedLater() async throws {
        try await CrashFixture.with(configure: {
            $0.isolation.crashes = 3
            $0.isolation.restartDelay = .milliseconds(1)
            $0.isolation.rest = .milliseconds(300)
        }) { fixture async throws in
            for _ in 0..<3 { #expect(try await fixture.tell("abort").failure?.code == .crashed) }
            let failure = try await fixture.tell("echo").failure
            #expect(failure?.code == .unavailable)
            #expect(
                failure?.message.hasPrefix("The tool's plugin is shut out: its process ended again and again") == true)
            #expect(
                fixture.incidents.last
                    == .quarantined(
                        "its process ended again and again, the last time by SIGABRT; it is tried again after 0 s"))
            #expect(try await fixture.host.call(.of("ECHO"), ["a": 1]).value == ["a": 1])
            try await yieldWhile { try fixture.host.statistics("test.crash").quarantine != nil }
            #expect(try await fixture.tell("echo").value == ["do": "echo"])
        }
    }

    @Test func aRowWhoseCallsItsPluginDoesNotSurviveIsShutOutAlone() async throws {
        try await CrashFixture.with(configure: { $0.isolation.restartDelay = .milliseconds(1) }) {
            fixture async throws in
            let row = Tool.of("CRASH")
            for _ in 0..<3 {
                #expect(try await fixture.host.call(row, ["do": "abort"]).failure?.code == .crashed)
            }
            let failure = try await fixture.host.call(row, ["do": "echo"]).failure
            #expect(failure?.code == .unavailable)
            #expect(
                failure?.message
                    == "The tool is shut out for a while: its plugin crashed in its calls again and again.")
            // The same row of another tenant is another one.
            #expect(try await fixture.host.call(row, ["do": "echo"], tenant: "globex").value == ["do": "echo"])
            #expect(
                fixture.host.lines(with: "A tool is shut out for 600 s: its plugin crashed 3 times in its calls")
                    .map { $0.metadata["tenant"] } == ["acme"])
            let words = "the tool crash of the tenant acme is shut out for 600 s: 3 crashes in its calls"
            #expect(fixture.incidents.filter { $0 == .toolShutOut(words) }.count == 1)
            #expect(try fixture.host.statistics("test.crash").process?.rowsOut == 1)
            #expect(try fixture.host.statistics("test.crash").quarantine == nil)
        }
    }

    @Test func noProcessOutlivesItsHost() async throws {
        let processes = Order()
        try await CrashFixture.with { fixture async throws in
            processes.add(try await fixture.process())
            _ = try await fixture.tell("abort")
            processes.add(try await fixture.process())
            processes.add(try await fixture.process("AGAIN"))
        }
        for process in processes.taken { #expect(kill(pid_t(process), 0) != 0 && errno == ESRCH) }
    }
}
