import HubCore
import PluginABI
import Testing

@testable import HubPlugins

/// What plugins say while they run: in order, masked, bounded, and no faster than it is taken.
@Suite(.serialized, .timeLimit(.minutes(1))) struct StreamServiceTests {
    private static let secret = "s3cret-of-the-row"

    private func call(
        _ fixture: HostFixture, _ arguments: JSONValue, _ output: (any ToolOutput)?, tool: Tool = .of("STREAMING"),
        within limit: Duration = .seconds(60)
    ) async throws -> ToolOutcome {
        var invocation = try HostFixture.invocation(tool, arguments, credential: Self.secret, within: limit)
        invocation.output = output
        return await fixture.host.invoke(invocation)
    }

    private func with(_ test: (HostFixture) async throws -> Void) async throws {
        try await HostFixture.with(
            .plugin("streaming"),
            configure: { $0.grants = ["test.streaming": Set(HostService.allCases)] }, test)
    }

    @Test func itIsGrantedForTheAsking() async throws {
        try await HostFixture.with(.plugin("streaming")) { fixture async throws in
            #expect(try fixture.plugin("streaming").number("test_has_stream") == 1)
        }
        try await HostFixture.with(.plugin("streaming", "-DSERVICES=\"\"")) { fixture async throws in
            #expect(try fixture.plugin("streaming").number("test_has_stream") == 0)
        }
    }

    @Test func chunksAreShownInTheirOrderAsTheyCome() async throws {
        try await with { fixture async throws in
            let output = ScriptedOutput()
            let task = Task { try await call(fixture, ["emit": "nợ ", "times": 3, "gate": 1], output) }
            try await fixture.plugin("streaming").pass(0)
            #expect(output.texts == ["nợ ", "nợ ", "nợ "] && output.rest == nil)
            try fixture.plugin("streaming").open(1)
            #expect(try await task.value.value == ["emitted": 3, "status": 0, "room": 0])
            #expect(output.rest == "")
        }
    }

    @Test func whereNobodyLooksThePluginWorksAllTheSame() async throws {
        try await with { fixture async throws in
            #expect(try await call(fixture, ["emit": "a", "times": 3], nil).value?["emitted"] == 3)
            #expect(try await call(fixture, ["emit": "ab", "times": 2, "streamed": 1], nil).value == ["text": "abab"])
        }
    }

    @Test func withoutRoomThePluginWaitsForItOnce() async throws {
        try await with { fixture async throws in
            let output = ScriptedOutput(room: 2)
            let plugin = fixture.plugin("streaming")
            let task = Task { try await call(fixture, ["emit": "a", "times": 5], output) }
            try await plugin.pass(2)
            #expect(output.texts.count == 2)
            #expect(try plugin.number("test_rooms") == 0)
            output.makeRoom(1)
            try await plugin.pass(2)
            #expect(output.texts.count == 3)
            #expect(try plugin.number("test_rooms") == 1)
            output.makeRoom(9)
            #expect(try await task.value.value == ["emitted": 5, "status": 0, "room": 0])
            #expect(try plugin.number("test_rooms") == 2)
            #expect(output.text == "aaaaa")
        }
    }

    @Test func oneEmitAtATime() async throws {
        try await with { fixture async throws in
            let output = ScriptedOutput(room: 0)
            let plugin = fixture.plugin("streaming")
            let task = Task { try await call(fixture, ["emit": "a", "again": 1], output) }
            try await plugin.pass(2)
            #expect(try plugin.number("test_again_status") == AH_E_INVALID_INPUT)
            output.makeRoom(9)
            #expect(try await task.value.value?["emitted"] == 1)
            #expect(output.text == "a")
            #expect(try fixture.statistics("test.streaming").misbehaviours[.malformedRequest] == 1)
        }
    }

    @Test(arguments: [true, false]) func whoWaitsForRoomHearsOfTheCallsEnd(isCancelled: Bool) async throws {
        try await with { fixture async throws in
            let output = ScriptedOutput(room: 0)
            let plugin = fixture.plugin("streaming")
            let task = Task {
                try await call(fixture, ["emit": "a"], output, within: isCancelled ? .seconds(60) : .seconds(1))
            }
            try await plugin.pass(2)
            if isCancelled { task.cancel() }
            #expect(try await task.value.failure?.code == (isCancelled ? .cancelled : .deadline))
            // The completion that is owed all the same comes from there.
            try await plugin.pass(4)
            #expect(try plugin.number("test_rooms") == 1)
            #expect(
                try plugin.number("test_room_status") == (isCancelled ? AH_E_CANCELLED : AH_E_DEADLINE))
            // Room that comes too late is nobody's.
            output.makeRoom(9)
            #expect(output.text == "")
            #expect(try plugin.number("test_rooms") == 1)
        }
    }

    @Test(arguments: [("broken", AH_E_INVALID_INPUT), ("large", AH_E_TOO_LARGE)])
    func whatMayNotBeEmittedIsNotTaken(_ what: String, _ status: Int) async throws {
        try await with { fixture async throws in
            let output = ScriptedOutput()
            #expect(
                try await call(fixture, .object([what: 1]), output).value
                    == ["emitted": 0, "status": .int(status), "room": 0])
            #expect(output.texts == [])
        }
    }

    @Test func aCallStreamsSoMuchAndNoMore() async throws {
        try await with { fixture async throws in
            let output = ScriptedOutput()
            let chunk = String(repeating: "x", count: 60_000)
            let outcome = try await call(fixture, ["emit": .string(chunk), "times": 20], output)
            #expect(outcome.value == ["emitted": 17, "status": .int(AH_E_TOO_LARGE), "room": 0])
            #expect(output.text.utf8.count == 17 * 60_000)
        }
    }

    // MARK: The result

    @Test func aResultThatSaysStreamedIsAllThatWasStreamed() async throws {
        try await with { fixture async throws in
            let output = ScriptedOutput()
            let outcome = try await call(fixture, ["emit": "ab", "times": 3, "streamed": 1], output)
            #expect(outcome.value == ["text": "ababab"])
            #expect(output.text == "ababab")
            // It says so of nothing.
            let none = try await call(fixture, ["emit": "ab", "times": 0, "streamed": 1], output)
            #expect(none.value == ["streamed": true])
        }
    }

    @Test func whatIsTooMuchForAResultIsCutBetweenCharacters() async throws {
        try await with { fixture async throws in
            let output = ScriptedOutput()
            let outcome = try await call(
                fixture, ["emit": .string("x" + String(repeating: "ợ", count: 20_000)), "times": 2, "streamed": 1],
                output)
            let text = try #require(outcome.value?["text"]?.stringValue)
            #expect(outcome.value?["cut"] == true)
            #expect((CallStream.keptBytes - 2...CallStream.keptBytes).contains(text.utf8.count))
            #expect(output.text.hasPrefix(text) && !text.contains("\u{FFFD}"))
            #expect(output.text.utf8.count == 2 * 60_001)
        }
    }

    // MARK: Secrets

    @Test func aSecretOverTwoChunksIsMasked() async throws {
        try await with { fixture async throws in
            let output = ScriptedOutput()
            let tool = Tool.of("STREAMING", authorization: .credential("erp"))
            let outcome = try await call(fixture, ["secret": "erp", "streamed": 1], output, tool: tool)
            let half = String(Self.secret.prefix(Self.secret.count / 2))
            // Half a secret at the very end is no secret, and is shown when nothing follows.
            #expect(output.texts.first == "a" && output.text == "a•••z" + half)
            #expect(output.rest == half)
            #expect(outcome.value == ["text": .string("a•••z" + half)])
        }
    }
}
