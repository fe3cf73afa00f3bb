import HubCore
import Support
import Testing

@testable import HubPlugins

/// Instances of rows: made once, shared, replaced, let go.
@Suite(.serialized) struct InstanceTests {
    /// A call's answer comes a moment before its instance is idle.
    private func rest(_ tools: [Tool], of fixture: HostFixture) async throws {
        for tool in tools {
            try await yieldWhile { fixture.instance(of: tool).map { $0.idleSince == nil } ?? false }
        }
    }

    @Test func callsOfARowShareOneInstanceAndTenantsDoNot() async throws {
        try await HostFixture.with(.plugin("echo")) { fixture async throws in
            let tool = Tool.of("ECHO")
            try await withThrowingTaskGroup(of: ToolOutcome.self) { group in
                for number in 0..<20 { group.addTask { try await fixture.call(tool, ["n": .int(number)]) } }
                for try await outcome in group { #expect(outcome.value != nil) }
            }
            #expect(try fixture.plugin("echo").count(.created) == 1)
            _ = try await fixture.call(tool, tenant: "other")
            #expect(try fixture.plugin("echo").count(.created) == 2)
            #expect(try fixture.statistics("test.echo").instances == 2)
        }
    }

    @Test func concurrentFirstCallsWaitForOneCreation() async throws {
        try await HostFixture.with(.plugin("refusing")) { fixture async throws in
            let plugin = fixture.plugin("refusing")
            let tool = Tool.of("REFUSING", endpoint: "https://erp.example.com/", config: ["x": "slow"])
            async let first = fixture.call(tool, ["count": 1])
            try await plugin.pass(0)
            async let second = fixture.call(tool, ["count": 2])
            async let third = fixture.call(tool, ["count": 3], within: .milliseconds(20))
            #expect(try await third.failure?.code == .deadline)
            try plugin.open(1)
            #expect(try await first.value == ["count": 1])
            #expect(try await second.value == ["count": 2])
            #expect(try plugin.count(.created) == 1)
        }
    }

    @Test func aNewVersionReplacesTheOldOneOnceThatIsDrained() async throws {
        try await HostFixture.with(.plugin("echo")) { fixture async throws in
            let plugin = fixture.plugin("echo")
            let old = Tool.of("ECHO")
            var newer = old
            newer.version = 2
            let tool = newer
            async let slow = fixture.call(old, ["do": "wait"])
            try await plugin.pass(0)
            #expect(try await fixture.call(tool, ["a": 1]).value == ["a": 1])
            #expect(try plugin.count(.created) == 2)
            #expect(try plugin.count(.destroyed) == 0)
            try plugin.open(1)
            #expect(try await slow.value == ["do": "wait"])
            try await yieldWhile { try fixture.statistics("test.echo").instances != 1 }
            #expect(try plugin.count(.destroyed) == 1)

            // A turn that read the row before its change still gets its version, whose instance then goes.
            #expect(try await fixture.call(old, ["b": 2]).value == ["b": 2])
            try await yieldWhile { try plugin.count(.destroyed) < 2 }
            #expect(try await fixture.call(tool, ["c": 3]).value == ["c": 3])
            #expect(try plugin.count(.created) == 3)
        }
    }

    @Test func callsOverThePluginsConcurrencyWaitAndThoseOverTheQueueAreBusy() async throws {
        try await HostFixture.with(
            .plugin("echo", "-DMAX_CONCURRENCY=1"), configure: { $0.waitingCallsPerInstance = 1 }
        ) { fixture async throws in
            let plugin = fixture.plugin("echo")
            let tool = Tool.of("ECHO")
            _ = try await fixture.call(tool)
            async let running = fixture.call(tool, ["do": "wait"])
            try await plugin.pass(0)
            // The one place of the queue goes to whichever comes first, and the other is busy at once.
            async let second = fixture.call(tool, ["n": 2])
            async let third = fixture.call(tool, ["n": 3])
            let instance = try #require(fixture.instance(of: tool))
            try await yieldWhile { instance.waitingCount < 1 }
            #expect(try await fixture.call(tool, ["n": 4], within: .seconds(60)).failure?.code == .busy)
            try plugin.open(1)
            #expect(try await running.value == ["do": "wait"])
            let outcomes = try await [second, third]
            #expect(outcomes.contains { $0.value != nil })
            #expect(outcomes.allSatisfy { $0.value != nil || $0.failure?.code == .busy })
        }
    }

    @Test func aWaitingCallThatIsCancelledLeavesTheQueue() async throws {
        try await HostFixture.with(
            .plugin("echo", "-DMAX_CONCURRENCY=1"), configure: { $0.waitingCallsPerInstance = 1 }
        ) { fixture async throws in
            let plugin = fixture.plugin("echo")
            let tool = Tool.of("ECHO")
            _ = try await fixture.call(tool)
            async let running = fixture.call(tool, ["do": "wait"])
            try await plugin.pass(0)
            let waiting = Task { try await fixture.call(tool, ["n": 2]) }
            let instance = try #require(fixture.instance(of: tool))
            try await yieldWhile { instance.waitingCount < 1 }
            waiting.cancel()
            #expect(try await waiting.value.failure?.code == .cancelled)
            try await yieldWhile { instance.waitingCount > 0 }
            try plugin.open(1)
            #expect(try await running.value == ["do": "wait"])
            #expect(try plugin.count(.invoked) == 2)
            #expect(try await fixture.call(tool, ["n": 3]).value == ["n": 3])
        }
    }

    @Test func theLongestIdleInstanceMakesRoom() async throws {
        try await HostFixture.with(.plugin("echo"), configure: { $0.instances = 2 }) { fixture async throws in
            let plugin = fixture.plugin("echo")
            let tools = (0..<3).map { _ in Tool.of("ECHO") }
            for tool in tools {
                #expect(try await fixture.call(tool, ["a": 1]).value == ["a": 1])
                try await rest(tools, of: fixture)
            }
            try await yieldWhile { try fixture.statistics("test.echo").instances != 2 }
            #expect(try plugin.count(.destroyed) == 1)
            // The last two are there, the first is made again.
            _ = try await fixture.call(tools[2])
            #expect(try plugin.count(.created) == 3)
            try await rest(tools, of: fixture)
            _ = try await fixture.call(tools[0])
            #expect(try plugin.count(.created) == 4)
        }
    }

    @Test func withEveryInstanceInUseANewRowIsBusy() async throws {
        try await HostFixture.with(.plugin("echo"), configure: { $0.instances = 1 }) { fixture async throws in
            let plugin = fixture.plugin("echo")
            let tool = Tool.of("ECHO")
            async let running = fixture.call(tool, ["do": "wait"])
            try await plugin.pass(0)
            #expect(try await fixture.call(.of("ECHO")).failure?.code == .busy)
            try plugin.open(1)
            #expect(try await running.value == ["do": "wait"])
        }
    }

    @Test func idleInstancesAreLetGoAfterTheirLifetime() async throws {
        try await HostFixture.with(
            .plugin("echo"), configure: { $0.idleInstanceLifetime = .seconds(10) }
        ) { fixture async throws in
            let tool = Tool.of("ECHO")
            _ = try await fixture.call(tool)
            try await rest([tool], of: fixture)
            fixture.host.evictIdleInstances(now: MonotonicTime.now() + 9_000_000_000)
            #expect(try fixture.statistics("test.echo").instances == 1)
            fixture.host.evictIdleInstances(now: MonotonicTime.now() + 11_000_000_000)
            #expect(try fixture.statistics("test.echo").instances == 0)
            try await yieldWhile { try fixture.plugin("echo").count(.destroyed) < 1 }
            #expect(try await fixture.call(tool, ["a": 1]).value == ["a": 1])
        }
    }

    @Test(.everyHosting) func aRefusedConfigurationFailsTheCallWithThePluginsWords() async throws {
        try await HostFixture.with(.plugin("refusing")) { fixture async throws in
            func failure(_ word: JSONValue) async throws -> ToolFailure? {
                let tool = Tool.of("REFUSING", endpoint: "https://erp.example.com/", config: ["colour": word])
                return try await fixture.call(tool).failure
            }
            let bad = try await failure("bad")
            #expect(bad?.code == .invalidConfiguration)
            #expect(bad?.message == "The tool's configuration is refused: The colour must be a colour.")
            #expect(try await failure("silent")?.code == .unavailable)
            #expect(try await failure("empty-handed")?.code == .internal)
            #expect(try await failure("fine") == nil)
        }
    }

    @Test func aRowIsTriedOnItsSchemaAndOnThePlugin() async throws {
        try await HostFixture.with(.plugin("refusing")) { fixture async throws in
            func problems(_ config: JSONValue, endpoint: String? = "https://erp.example.com/") async -> [FieldProblem] {
                await fixture.host.problems(with: .of("REFUSING", endpoint: endpoint, config: config))
            }
            #expect(await problems(["size": 3]).isEmpty)
            #expect(await problems([:], endpoint: nil).map(\.pointer) == ["/endpoint"])
            #expect(await problems(["size": "big"]).map(\.pointer) == ["/config/size"])
            #expect(
                await problems(["colour": "bad"])
                    == [FieldProblem(pointer: "/config/colour", message: "The colour must be a colour.")])
            #expect(await problems(["x": "endpoint-wrong"]).map(\.pointer) == ["/endpoint"])
            #expect(await problems(["x": "silent"]).map(\.pointer) == ["/config"])
            let unknown = await fixture.host.problems(with: .of("HTTP_TELEPORT"))
            #expect(unknown.map(\.pointer) == ["/base_tool_type"])
            #expect(unknown.first?.message.contains("REFUSING") == true)
            // Every instance of a trial is gone again.
            let plugin = fixture.plugin("refusing")
            try await yieldWhile { try plugin.count(.destroyed) < 1 }
            #expect(try plugin.count(.created) == 1)
        }
    }

    @Test func aCreationThatDoesNotComeBackShutsThePluginOut() async throws {
        try await HostFixture.with(
            .plugin("refusing"), .plugin("echo"), configure: { $0.loadLimit = .seconds(1) }
        ) { fixture async throws in
            let tool = Tool.of("REFUSING", endpoint: "https://erp.example.com/", config: ["x": "stuck"])
            #expect(try await fixture.call(tool).failure?.code == .unavailable)
            #expect(try fixture.statistics("test.refusing").quarantine != nil)
            #expect(try await fixture.call(.of("ECHO"), ["a": 1]).value == ["a": 1])
            try fixture.plugin("refusing").open(7)
        }
    }

    @Test func shutdownDestroysInstancesAndStopsPlugins() async throws {
        try await HostFixture.with(.plugin("echo")) { fixture async throws in
            let plugin = fixture.plugin("echo")
            let tool = Tool.of("ECHO")
            async let running = fixture.call(tool, ["do": "wait"])
            try await plugin.pass(0)
            async let closing: Void = fixture.host.shutdown()
            try await yieldWhile { try await fixture.call(tool).failure?.code != .unavailable }
            #expect(try plugin.count(.stopped) == 0)
            try plugin.open(1)
            // What was under way finishes.
            #expect(try await running.value == ["do": "wait"])
            await closing
            #expect(try plugin.count(.destroyed) == 1)
            #expect(try plugin.count(.stopped) == 1)
            #expect(try await fixture.call(tool).failure?.code == .unavailable)
        }
    }

    @Test func shutdownDoesNotWaitForEverForAPluginThatDoesNotFinish() async throws {
        try await HostFixture.with(
            .plugin("misbehaving"),
            configure: {
                $0.drain = .milliseconds(20)
                $0.grace = .milliseconds(20)
            }
        ) { fixture async throws in
            async let running = fixture.call(.of("MISBEHAVING"), ["do": "never"])
            try await fixture.plugin("misbehaving").pass(0)
            await fixture.host.shutdown()
            #expect(try await running.failure?.code == .unavailable)
            #expect(try fixture.plugin("misbehaving").count(.stopped) == 0)
            #expect(fixture.lines(with: "still works on calls").count == 1)
        }
    }
}
