import Foundation
import Glibc
import HubCore
import Testing

@testable import HubPlugins

/// A plugin that writes to the host past its runner, and takes what it can: the host and the other plugins go on.
@Suite(.serialized) struct HostileTests {
    private static func with(
        _ flags: String, configure: (inout PluginHostConfiguration) -> Void = { _ in },
        _ test: (HostFixture) async throws -> Void
    ) async throws {
        let data = FileManager.default.temporaryDirectory.appending(path: "agenthub-data-\(UUID().uuidString)")
        defer { _ = try? FileManager.default.removeItem(at: data) }
        let flags = "-I\(PluginCompiler.headerFolder.path)/../../RunnerProtocol/include \(flags)"
        let file = HostFixture.File(
            source: "hostile", language: .c, name: "hostile.so",
            flags: flags.split(separator: " ").map { String($0) })
        try await HostFixture.with(file, .plugin("echo"), hosting: .isolated) {
            $0.dataFolder = data.path
            configure(&$0)
        } _: {
            try await test($0)
        }
    }

    private static func with(
        configure: (inout PluginHostConfiguration) -> Void = { _ in }, _ test: (HostFixture) async throws -> Void
    ) async throws { try await with("", configure: configure, test) }

    private func tell(
        _ fixture: HostFixture, _ what: String, config: JSONValue = [:], within limit: Duration = .seconds(60)
    ) async throws -> ToolOutcome {
        try await fixture.call(.of("HOSTILE", config: config), ["do": .string(what)], within: limit)
    }

    private func crashes(_ fixture: HostFixture) throws -> [String: Int] {
        try #require(fixture.statistics("test.hostile").process).crashes
    }

    @Test(arguments: [
        "say created", "say created of nothing", "say started", "say described", "say unusable", "say stopped",
        "say refused well", "say note", "say long", "say half",
    ])
    func whatNoRunnerSaysEndsTheProcess(what: String) async throws {
        try await Self.with { fixture async throws in
            let failure = try await tell(fixture, what, within: .seconds(what == "say half" ? 1 : 60)).failure
            if what == "say half" {
                // Nothing can be told of half a frame; the runner's next one, if one comes, makes it a bad one.
                #expect(failure?.code == .deadline)
                while try crashes(fixture).isEmpty { await Task.yield() }
                #expect(try ["past_time", "garbage"].contains(crashes(fixture).keys.first))
            } else {
                #expect(failure?.code == .crashed)
                #expect(try crashes(fixture) == ["garbage": 1])
            }
            #expect(try await tell(fixture, "echo").value == ["do": "echo"])
        }
    }

    @Test func nobodyElsesCallsAreCompleted() async throws {
        try await Self.with { fixture async throws in
            try await withThrowingTaskGroup(of: Void.self) { group async throws in
                for number in 0..<20 {
                    group.addTask { () async throws in
                        #expect(try await fixture.call(.of("ECHO"), ["a": .int(number)]).value == ["a": .int(number)])
                    }
                }
                let own = try await tell(fixture, "complete others").value
                #expect(own == ["do": "complete others"])
                try await group.waitForAll()
            }
            #expect(try crashes(fixture).isEmpty)
            #expect(try fixture.statistics("test.hostile").misbehaviours[.unknownCall, default: 0] > 0)
        }
    }

    @Test func descriptorsThatArePassedAreNotTaken() async throws {
        try await Self.with { fixture async throws in
            _ = try await tell(fixture, "echo")
            let before = try Self.descriptors()
            #expect(try await tell(fixture, "descriptors").value == ["do": "descriptors"])
            #expect(try Self.descriptors() <= before)
            #expect(try crashes(fixture).isEmpty)
        }
    }

    private static func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }

    @Test(arguments: ["lines", "notes", "completions", "requests", "bytes"])
    func whoeverNeverStopsTalkingIsMadeToWait(what: String) async throws {
        // So little that any machine can spend more.
        try await Self.with(configure: { $0.isolation.talkPercent = 1 }) { fixture async throws in
            #expect(try await tell(fixture, "flood \(what)").value == ["do": .string("flood \(what)")])
            while try fixture.statistics("test.hostile").misbehaviours[.flood] == nil { await Task.yield() }
            #expect(try await fixture.call(.of("ECHO"), ["a": 1]).value == ["a": 1])
        }
    }

    @Test func answersThatNobodyReadsHaveABound() async throws {
        try await Self.with(configure: { $0.isolation.threads = 1 }) { fixture async throws in
            let failure = try await tell(fixture, "ask for ever", within: .seconds(3)).failure
            #expect(failure?.code == .crashed || failure?.code == .deadline)
            while try crashes(fixture).isEmpty { await Task.yield() }
            #expect(try await tell(fixture, "echo").value == ["do": "echo"])
        }
    }

    @Test(arguments: [("threads", "threads"), ("first thread", "hidden"), ("map", "memory")])
    func whatIsTakenPastALimitEndsTheProcess(what: String, why: String) async throws {
        try await Self.with { fixture async throws in
            _ = try await tell(fixture, what)
            while try crashes(fixture).isEmpty { await Task.yield() }
            #expect(try crashes(fixture) == [why: 1])
            #expect(try await tell(fixture, "echo").value == ["do": "echo"])
        }
    }

    @Test func aConnectionThatIsClosedEndsTheProcess() async throws {
        try await Self.with(configure: { $0.grace = .milliseconds(50) }) { fixture async throws in
            _ = try await tell(fixture, "close", within: .seconds(1))
            while try crashes(fixture).isEmpty {
                _ = try await tell(fixture, "echo", within: .milliseconds(200))
            }
            #expect(try await tell(fixture, "echo").value == ["do": "echo"])
        }
    }

    @Test func requestsUnderWayEndWithTheirProcess() async throws {
        try await Self.with { fixture async throws in
            for _ in 0..<3 { #expect(try await tell(fixture, "ask and crash").failure?.code == .crashed) }
            #expect(try fixture.statistics("test.hostile").owedCompletions == 0)
            while !fixture.host.callsInFlight().isEmpty { await Task.yield() }
        }
    }

    @Test func anInstanceThatIsMadeAndGoneIsMadeAgain() async throws {
        try await Self.with { fixture async throws in
            let outcome = try await tell(fixture, "echo", config: ["x": "crash once made"], within: .seconds(20))
            #expect(outcome.failure?.code == .crashed || outcome.failure?.code == .unavailable)
            #expect(try await tell(fixture, "echo").value == ["do": "echo"])
        }
    }

    @Test(arguments: ["LOAD_CRASHES", "LOAD_BLOCKS", "LOAD_MAKES_THREADS"])
    func aLibraryThatIsHostileWhenItIsLoadedIsRefused(flag: String) async throws {
        try await Self.with("-D\(flag)", configure: { $0.loadLimit = .seconds(2) }) { fixture async throws in
            let line = fixture.line("hostile.so")
            switch flag {
            case "LOAD_CRASHES": #expect(line.contains("SIGABRT"))
            case "LOAD_BLOCKS": #expect(line.contains("it kept a thread past its time"))
            case _: #expect(line.contains("more threads than it may"))
            }
            #expect(try await fixture.call(.of("ECHO"), ["a": 1]).value == ["a": 1])
        }
    }

    @Test(arguments: ["STOP_BLOCKS", "STOP_CRASHES"])
    func aStopThatDoesNotComeBackDoesNotKeepTheHost(flag: String) async throws {
        try await Self.with("-D\(flag)", configure: { $0.loadLimit = .milliseconds(300) }) { fixture async throws in
            #expect(try await tell(fixture, "echo").value == ["do": "echo"])
            await fixture.host.shutdown()
            #expect(fixture.lines(with: "did not end in order").count == 1)
        }
    }

    @Test(arguments: ["crash in destroy", "block in destroy"])
    func aDestroyThatFailsDoesNotKeepTheHost(what: String) async throws {
        try await Self.with(configure: { $0.loadLimit = .milliseconds(300) }) { fixture async throws in
            #expect(try await tell(fixture, "echo", config: ["x": .string(what)]).value == ["do": "echo"])
            await fixture.host.shutdown()
            #expect(fixture.lines(with: "did not end in order").count == 1)
        }
    }

    @Test func whatACrashLeavesDoesNotAddUp() async throws {
        try await Self.with(configure: {
            $0.isolation.crashes = .max
            $0.isolation.strikes = .max
            $0.isolation.longestRestartDelay = .milliseconds(1)
        }) { fixture async throws in
            let row = Tool.of("HOSTILE")
            func crash(times: Int) async throws {
                for _ in 0..<times {
                    #expect(try await fixture.call(row, ["do": "ask and crash"]).failure?.code == .crashed)
                    #expect(try await fixture.call(row, ["do": "echo"]).value == ["do": "echo"])
                }
            }
            try await crash(times: 5)
            let (descriptors, threads) = (try Self.descriptors(), ProcessUsage.threads(of: getpid()) ?? 0)
            try await crash(times: 40)
            // A thread ends a moment after what it did last, and the pool of tasks has as many as it likes.
            #expect(try Self.descriptors() <= descriptors + 4)
            #expect(ProcessUsage.threads(of: getpid()) ?? 0 <= threads + 8)
            #expect(try fixture.statistics("test.hostile").instances == 1)
            while !fixture.host.callsInFlight().isEmpty { await Task.yield() }
            var information = siginfo_t()
            #expect(waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT) != 0 || information.si_signo == 0)
        }
    }

    @Test func aTemporaryFolderThatIsDeeperThanAnyPathKeepsNobody() async throws {
        try await Self.with { fixture async throws in
            #expect(try await tell(fixture, "dig").value == ["do": "dig"])
            await fixture.host.shutdown()
            let folder = "\(fixture.host.configuration.dataFolder ?? "")/.scratch"
            let left = { try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.contains("hostile") } }
            while try !left().isEmpty, fixture.lines(with: "temporary files cannot be removed").isEmpty {
                await Task.yield()
            }
        }
    }
}
