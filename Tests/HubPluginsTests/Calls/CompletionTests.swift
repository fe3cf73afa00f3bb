import HubCore
import PluginABI
import Testing

@testable import HubPlugins

/// What plugins complete calls with, right and wrong, and what their callers get.
@Suite struct CompletionTests {
    /// `closed` runs when no code of a plugin's does any more.
    private func with(
        _ test: (HostFixture) async throws -> Void, closed: (HostFixture) throws -> Void = { _ in }
    ) async throws {
        try await HostFixture.with(.plugin("misbehaving"), .plugin("echo")) { fixture async throws in
            try await test(fixture)
            // Whatever it did, the plugin beside it answers.
            #expect(try await fixture.call(.of("ECHO"), ["still": "here"]).value == ["still": "here"])
            await fixture.host.shutdown()
            try closed(fixture)
        }
    }

    private func failure(_ word: String, _ fixture: HostFixture) async throws -> ToolFailure {
        try #require(try await fixture.call(.of("MISBEHAVING"), ["do": .string(word)]).failure)
    }

    @Test(.everyHosting) func aCallIsCompletedInlineAndFromThePluginsOwnThread() async throws {
        try await with { fixture async throws in
            let document: JSONValue = ["total": 15432.5, "names": ["Đức", "Ann"], "none": nil]
            #expect(try await fixture.call(.of("ECHO"), document).value == document)
            let threaded = Tool.of("ECHO", config: ["thread": true])
            #expect(try await fixture.call(threaded, document).value == document)
        }
    }

    @Test func aSecondCompletionIsStaleAndTheFirstStands() async throws {
        try await with { fixture async throws in
            #expect(try await fixture.call(.of("MISBEHAVING"), ["do": "twice"]).value == "first")
            // The caller has its answer before the second completion, which may still be on its way.
            #expect(try await fixture.call(.of("MISBEHAVING"), ["do": "twice"]).value == "first")
        } closed: { fixture throws in
            #expect(try fixture.plugin("misbehaving").number("test_status") == Int(AH_E_STALE))
            #expect(try fixture.statistics("test.misbehaving").misbehaviours == [.repeatedCompletion: 2])
            let lines = fixture.lines(with: "repeated completion")
            #expect(lines.count == 1)
            #expect(lines.first?.metadata["plugin"] == "test.misbehaving")
        }
    }

    @Test func aCompletionAfterTheDeadlineIsStale() async throws {
        try await with { fixture async throws in
            let plugin = fixture.plugin("misbehaving")
            // Where the deadline comes before the call's turn, the plugin is not given it.
            while try fixture.statistics("test.misbehaving").owedCompletions == 0 {
                let outcome = try await fixture.call(.of("MISBEHAVING"), ["do": "late"], within: .milliseconds(50))
                #expect(outcome.failure?.code == .deadline)
                #expect(outcome.failure?.message == "The tool did not answer within its time limit.")
            }
            try plugin.open(1)
            try await plugin.pass(0)
            #expect(try plugin.number("test_status") == Int(AH_E_STALE))
            let statistics = try fixture.statistics("test.misbehaving")
            #expect(statistics.owedCompletions == 0)
            #expect(statistics.misbehaviours == [.lateCompletion: 1])
        }
    }

    @Test func completionsOfUnknownCallsAreStaleAndTheOwnOneCounts() async throws {
        try await with { fixture async throws in
            #expect(try await fixture.call(.of("MISBEHAVING"), ["do": "unknown"]).value == "mine")
            #expect(try fixture.plugin("misbehaving").number("test_status") == Int(AH_E_STALE))
            #expect(try fixture.statistics("test.misbehaving").misbehaviours == [.unknownCall: 3])
        }
    }

    @Test func aPluginCannotCompleteTheCallOfAnother() async throws {
        try await HostFixture.with(
            .plugin("misbehaving"), .plugin("misbehaving", as: "other", "-DID=\"test.other\"", "-DTYPE=\"OTHER\"")
        ) { fixture async throws in
            let (mine, other) = (fixture.plugin("misbehaving"), fixture.plugin("other"))
            async let outcome = fixture.call(.of("MISBEHAVING"), ["do": "block"])
            try await mine.pass(0)
            let call = try mine.call()
            #expect(try await fixture.call(.of("OTHER")).value != nil)
            #expect(try other.complete(call) == Int(AH_E_STALE))
            #expect(try fixture.statistics("test.other").misbehaviours == [.foreignCall: 1])
            try mine.open(1)
            #expect(try await outcome.value == "unblocked")
        }
    }

    @Test func aResultOfExactlyTheLimitPassesAndOneMoreByteDoesNot() async throws {
        try await with { fixture async throws in
            let large = try await fixture.call(.of("MISBEHAVING"), ["do": "large"]).value?.stringValue
            #expect(large?.utf8.count == Int(AH_MAX_PAYLOAD) - 2)
            let failure = try await failure("oversized", fixture)
            #expect(failure.code == .tooLarge)
            #expect(failure.message == "The tool's result is over 100 KB; a narrower request may do.")
        } closed: { fixture throws in
            #expect(try fixture.plugin("misbehaving").number("test_status") == Int(AH_E_TOO_LARGE))
            #expect(try fixture.statistics("test.misbehaving").misbehaviours == [.oversizedResult: 1])
        }
    }

    @Test(.everyHosting, arguments: ["garbage", "nothing", "nowhere", "latin"])
    func aResultThatIsNotJSONIsTheToolsFault(_ word: String) async throws {
        try await with { fixture async throws in
            let failure = try await failure(word, fixture)
            #expect(failure.code == .internal)
            #expect(failure.message.hasPrefix("The tool's plugin gave a result that is not JSON: "))
            #expect(try fixture.statistics("test.misbehaving").misbehaviours == [.invalidPayload: 1])
        }
    }

    @Test(.everyHosting) func aFailureKeepsItsCodeWordsAndDetails() async throws {
        try await with { fixture async throws in
            let failure = try await failure("failure", fixture)
            #expect(failure.code == .upstream)
            #expect(failure.message == "The ERP says no.")
            #expect(failure.details == ["status": 404])
            #expect(try fixture.statistics("test.misbehaving").misbehaviours.isEmpty)
        }
    }

    @Test(.everyHosting) func aFailureWithoutWordsGetsThoseOfItsCode() async throws {
        try await with { fixture async throws in
            #expect(try await failure("wordless", fixture).message == "The tool found nothing.")
            #expect(try await failure("wordless", fixture).code == .notFound)
            #expect(try await failure("mumble", fixture).code == .authorization)
            #expect(try fixture.statistics("test.misbehaving").misbehaviours == [.invalidPayload: 3])
        }
    }

    @Test(.everyHosting, arguments: ["invented", "stale"])
    func aStatusThatPluginsDoNotHaveIsInternal(_ word: String) async throws {
        try await with { fixture async throws in
            #expect(try await failure(word, fixture).code == .internal)
            #expect(try fixture.statistics("test.misbehaving").misbehaviours == [.invalidStatus: 1])
        }
    }

    /// Whoever tries out a plugin sees each fault, not only the first of its kind.
    @Test(.everyHosting) func everyFaultHasALineOfItsOwn() async throws {
        try await with { fixture async throws in
            for word in ["garbage", "mumble", "wordless", "mumble", "invented", "stale", "stale"] {
                _ = try await failure(word, fixture)
            }
            #expect(fixture.lines(with: "A plugin broke its contract: invalid completion").count == 2)
            #expect(fixture.lines(with: "A plugin broke its contract: invalid status").count == 2)
        }
    }

    @Test(.everyHosting) func aCallThatThePluginDoesNotAcceptFailsWithItsStatus() async throws {
        try await with { fixture async throws in
            let failure = try await failure("refuse", fixture)
            #expect(failure.code == .rateLimited)
            #expect(failure.message == "The system behind the tool allows no more requests for now.")
        }
    }

    @Test(.everyHosting) func aCallBothCompletedAndRefusedIsCompleted() async throws {
        try await with { fixture async throws in
            #expect(try await fixture.call(.of("MISBEHAVING"), ["do": "both"]).value == "done")
        } closed: { fixture throws in
            #expect(try fixture.statistics("test.misbehaving").misbehaviours == [.completedAndRefused: 1])
        }
    }

    @Test(.everyHosting) func aPluginSeesItsCallsDeadlineAndOnlyGrantedServices() async throws {
        try await with { fixture async throws in
            let invocation = try HostFixture.invocation(.of("MISBEHAVING"), ["do": "ask"])
            let value = try #require(await fixture.host.invoke(invocation).value)
            #expect(value["deadline"]?.literal == String(invocation.deadline.nanoseconds))
            #expect(value["cancelled"] == 0)
            #expect(value["stranger"] == 1)
            #expect(value["http"] == 0)
            #expect(value["kv"] == 0)
        }
    }

    @Test func argumentsOverTheLimitDoNotReachThePlugin() async throws {
        try await with { fixture async throws in
            let long: JSONValue = ["text": .string(String(repeating: "x", count: Int(AH_MAX_PAYLOAD)))]
            #expect(try await fixture.call(.of("MISBEHAVING"), long).failure?.code == .tooLarge)
            #expect(try fixture.plugin("misbehaving").count(.invoked) == 0)
        }
    }

    @Test(.everyHosting) func anUnknownTypeIsUnavailable() async throws {
        try await with { fixture async throws in
            let failure = try await fixture.call(.of("NO_SUCH")).failure
            #expect(failure?.code == .unavailable)
            #expect(failure?.message == "No loaded plugin offers the tool type NO_SUCH.")
        }
    }

    @Test(.everyHosting) func aTypesOwnSchemasAreChecked() async throws {
        try await HostFixture.with(.plugin("refusing")) { fixture async throws in
            let tool = Tool.of("REFUSING", endpoint: "https://erp.example.com/")
            #expect(try await fixture.call(tool, ["count": 3]).value == ["count": 3])
            #expect(try await fixture.call(tool, ["count": "three"]).failure?.code == .invalidInput)
            let failure = try await fixture.call(tool, ["name": 5]).failure
            #expect(failure?.code == .internal)
            #expect(try fixture.statistics("test.refusing").misbehaviours == [.brokenOutputSchema: 1])
        }
    }
}

extension JSONValue {
    /// A number's digits as they were written.
    var literal: String? { numberValue?.literal }
}
