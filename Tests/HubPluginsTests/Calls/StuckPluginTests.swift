import HubCore
import Support
import Testing

@testable import HubPlugins

/// Plugins that never complete, ignore cancellation, or keep the host's threads.
@Suite(.serialized) struct StuckPluginTests {
    @Test func aCallThatIsNeverCompletedFailsAtItsDeadlineAndThePluginIsTold() async throws {
        try await HostFixture.with(.plugin("misbehaving"), .plugin("echo")) { fixture async throws in
            let outcome = try await orphan(fixture)
            #expect(outcome.failure?.code == .deadline)
            try await fixture.plugin("misbehaving").pass(2)
            #expect(try fixture.plugin("misbehaving").count(.cancelled) == 1)
            #expect(try fixture.statistics("test.misbehaving").owedCompletions == 1)
            #expect(try await fixture.call(.of("ECHO"), ["a": 1]).value == ["a": 1])
            // The plugin may still complete it, so the input and the instance must stay.
            try complete(fixture)
            #expect(try fixture.statistics("test.misbehaving").owedCompletions == 0)
        }
    }

    /// A call that the plugin was given and that ended at its deadline. On a slow machine a deadline may come before the
    /// call's turn, so that the plugin is not given it.
    private func orphan(_ fixture: HostFixture) async throws -> ToolOutcome {
        var outcome: ToolOutcome
        repeat {
            outcome = try await fixture.call(.of("MISBEHAVING"), ["do": "never"], within: .milliseconds(30))
        } while try fixture.statistics("test.misbehaving").owedCompletions == 0
        return outcome
    }

    private func complete(_ fixture: HostFixture) throws {
        let plugin = fixture.plugin("misbehaving")
        _ = try plugin.complete(plugin.call())
    }

    @Test func aDeadlineThatHasPassedIsNotTried() async throws {
        try await HostFixture.with(.plugin("misbehaving")) { fixture async throws in
            #expect(try await fixture.call(.of("MISBEHAVING"), within: .zero).failure?.code == .deadline)
            #expect(try fixture.plugin("misbehaving").count(.created) == 0)
        }
    }

    @Test func cancellingTheTaskAnswersAtOnceAndThePluginMayCompleteIt() async throws {
        try await HostFixture.with(.plugin("misbehaving")) { fixture async throws in
            let tool = Tool.of("MISBEHAVING", config: ["obedient": true])
            let invocation = try HostFixture.invocation(tool, ["do": "never"])
            let task = Task { await fixture.host.invoke(invocation) }
            let plugin = fixture.plugin("misbehaving")
            try await plugin.pass(0)
            task.cancel()
            #expect(await task.value.failure?.code == .cancelled)
            try await plugin.pass(2)
            #expect(try fixture.statistics("test.misbehaving").owedCompletions == 0)
        }
    }

    @Test func aTaskCancelledBeforeTheCallReachesNoPlugin() async throws {
        try await HostFixture.with(.plugin("misbehaving")) { fixture async throws in
            let invocation = try HostFixture.invocation(.of("MISBEHAVING"), ["do": "never"])
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return await fixture.host.invoke(invocation)
            }
            task.cancel()
            #expect(await task.value.failure?.code == .cancelled)
            #expect(try fixture.plugin("misbehaving").count(.invoked) == 0)
        }
    }

    @Test func moreBlockedCallsThanProcessorsLeaveTheSwiftTasksAndOtherPluginsRunning() async throws {
        try await HostFixture.with(.plugin("misbehaving"), .plugin("echo")) { fixture async throws in
            let plugin = fixture.plugin("misbehaving")
            let calls = 12
            try await withThrowingTaskGroup(of: ToolOutcome.self) { group in
                for _ in 0..<calls {
                    group.addTask { try await fixture.call(.of("MISBEHAVING"), ["do": "block"]) }
                }
                for _ in 0..<calls { try await plugin.pass(0) }
                #expect(try await fixture.call(.of("ECHO"), ["a": 1]).value == ["a": 1])
                for _ in 0..<calls { try plugin.open(1) }
                for try await outcome in group { #expect(outcome.value == "unblocked") }
            }
        }
    }

    @Test func aPluginThatKeepsAThreadIsShutOutAndTheThreadReplaced() async throws {
        try await HostFixture.with(
            .plugin("misbehaving"), .plugin("echo"),
            configure: {
                $0.workers = 2
                $0.workersPerPlugin = 2
                $0.grace = .milliseconds(50)
            }
        ) { fixture async throws in
            let plugin = fixture.plugin("misbehaving")
            async let first = fixture.call(.of("MISBEHAVING"), ["do": "block"], within: .seconds(1))
            async let second = fixture.call(.of("MISBEHAVING"), ["do": "block"], within: .seconds(1))
            for _ in 0..<2 { try await plugin.pass(0) }
            #expect(try await first.failure?.code == .deadline)
            #expect(try await second.failure?.code == .deadline)
            // Both threads are kept; the echo is answered by ones that replace them.
            #expect(try await fixture.call(.of("ECHO"), ["a": 1]).value == ["a": 1])
            try await yieldWhile { try fixture.statistics("test.misbehaving").quarantine == nil }
            let failure = try await fixture.call(.of("MISBEHAVING"), ["do": "anything"]).failure
            #expect(failure?.code == .unavailable)
            #expect(failure?.message == "The tool's plugin is shut out: it kept a thread past its time.")
            #expect(await fixture.host.problems(with: .of("MISBEHAVING")).map(\.pointer) == ["/base_tool_type"])
            #expect(fixture.lines(with: "shut out until the server restarts").count == 1)
            for _ in 0..<2 { try plugin.open(1) }
            for _ in 0..<2 { try await plugin.pass(3) }
        }
    }

    @Test func aPluginThatOwesTooManyCompletionsIsShutOut() async throws {
        try await HostFixture.with(
            .plugin("misbehaving"),
            configure: {
                $0.owedCompletions = 3
                $0.drain = .milliseconds(10)
            }
        ) { fixture async throws in
            // A call whose deadline comes before its turn is not given to the plugin, so there may be more than four.
            while try fixture.statistics("test.misbehaving").quarantine == nil {
                let outcome = try await fixture.call(.of("MISBEHAVING"), ["do": "never"], within: .milliseconds(20))
                #expect(outcome.failure?.code == .deadline)
            }
            let failure = try await fixture.call(.of("MISBEHAVING"), ["do": "anything"]).failure
            #expect(failure?.code == .unavailable)
            #expect(failure?.message.contains("never completed 4 calls") == true)
        }
    }

    @Test func withEverySlotTakenACallIsRefusedAsBusy() async throws {
        try await HostFixture.with(
            .plugin("misbehaving"), .plugin("echo"),
            configure: {
                $0.calls = 1
                $0.drain = .milliseconds(1)
                $0.grace = .milliseconds(1)
            }
        ) { fixture async throws in
            #expect(try await orphan(fixture).failure?.code == .deadline)
            #expect(try await fixture.call(.of("ECHO")).failure?.code == .busy)
            try complete(fixture)
            #expect(try await fixture.call(.of("ECHO"), ["a": 1]).value == ["a": 1])
        }
    }
}
