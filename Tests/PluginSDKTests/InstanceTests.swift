import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct InstanceTests {
    private let host: ScriptedPluginHost

    init() throws { host = try ScriptedPluginHost("ProbePlugin") }

    @Test func givesTheAuthorTheConfigurationAndTheScope() async throws {
        let instance = try host.instance(of: "SETUP", ["limit": 15, "name": "Nguyễn"], scope: "tenant-x")
        let completion = await instance.run([:])
        #expect(completion.status == ah_status(AH_OK))
        #expect(
            completion.json == [
                "configuration": ["limit": 15, "name": "Nguyễn"], "scope": "tenant-x", "row": "row-1", "version": 3,
                "data": "/nowhere", "settings": [:],
            ])
    }

    @Test func givesTheAuthorWhatTheOperatorSets() async throws {
        let instance = try host.instance(
            of: "SETUP", [:], dataFolder: "/data/x", settings: ["url": "http://chroma:8000", "n": [1, .null]])
        let told = await instance.run([:]).json
        #expect(told?["settings"] == ["url": "http://chroma:8000", "n": [1, .null]])
        #expect(told?["data"] == "/data/x")
    }

    @Test func reportsWhatIsWrongWithAConfigurationAndWhere() {
        #expect(
            throws: PluginRefusal(
                status: ah_status(AH_E_INVALID_CONFIG), message: "It says refuse.", pointer: "/refuse")
        ) {
            try host.instance(of: "SETUP", ["refuse": "problem"])
        }
        #expect(throws: PluginRefusal(status: ah_status(AH_E_UNSUPPORTED), message: "It cannot be done.", pointer: nil))
        {
            try host.instance(of: "SETUP", ["refuse": "error"])
        }
    }

    @Test(.disabled(if: PluginMode.isIsolated, "the table would be the runner's"))
    func refusesAHostWhoseTableIsTooSmall() {
        var small = host.table.pointee
        small.size = UInt32(AH_SIZE_1_0_HOST) - 1
        #expect(throws: PluginRefusal(status: ah_status(AH_E_UNSUPPORTED), message: nil, pointer: nil)) {
            try host.instance(of: "ECHO", [:], table: &small)
        }
    }

    @Test(.disabled(if: PluginMode.isIsolated, "the table would be the runner's"))
    func refusesAHostThatLacksAFunction() {
        var lacking = host.table.pointee
        lacking.deadline_ns = nil
        #expect(throws: PluginRefusal(status: ah_status(AH_E_UNSUPPORTED), message: nil, pointer: nil)) {
            try host.instance(of: "ECHO", [:], table: &lacking)
        }
    }

    @Test func turnsAToolErrorIntoACompletionWithItsWords() async throws {
        let completion = try await host.instance(of: "THROW", [:]).run(["kind": "tool"])
        #expect(completion.status == ah_status(AH_E_RATE_LIMITED))
        #expect(completion.json == ["message": "Not so fast.", "details": ["wait": 3]])
    }

    @Test func tellsOnlyTheTypeOfAnErrorItDoesNotKnow() async throws {
        let completion = try await host.instance(of: "THROW", [:]).run(["kind": "foreign"])
        #expect(completion.status == ah_status(AH_E_INTERNAL))
        #expect(completion.json == ["message": "The tool failed unexpectedly (Foreign)."])
    }

    @Test func tellsAConfigurationProblemThatACallMeets() async throws {
        let completion = try await host.instance(of: "THROW", [:]).run(["kind": "configuration"])
        #expect(completion.status == ah_status(AH_E_INVALID_CONFIG))
        #expect(completion.message == "The row is wrong.")
    }

    @Test func keepsTheFirstCompletionOfACall() async throws {
        let completion = try await host.instance(of: "THROW", [:]).run(["kind": "late"])
        #expect(completion.status == ah_status(AH_OK))
        #expect(completion.text == "1")
        try await host.until { $0.staleCompletions > 0 }
        #expect(host.staleCompletions == 1)
    }

    @Test func leavesResultsOverTheLimitToTheHost() async throws {
        let completion = try await host.instance(of: "THROW", [:]).run(["kind": "large"])
        #expect(completion.status == ah_status(AH_E_TOO_LARGE))
    }

    @Test func failsACallWhoseInputIsNoJSON() async throws {
        let completion = try await host.instance(of: "ECHO", [:]).run(bytes: Array(#"{"a": }"#.utf8))
        #expect(completion.status == ah_status(AH_E_INVALID_INPUT))
        #expect(completion.message == "The arguments are not JSON: a value is missing (byte 6).")
    }

    @Test func isHealthyUnlessTheAuthorSaysOtherwise() async throws {
        #expect(try await host.instance(of: "ECHO", [:]).health().status == ah_status(AH_OK))
        let unwell = try await host.instance(of: "THROW", [:]).health()
        #expect(unwell.status == ah_status(AH_E_UNAVAILABLE))
        #expect(unwell.message == "Not well.")
    }

    @Test func keepsManyCallsOfOneInstanceApart() async throws {
        let instance = try host.instance(of: "ECHO", [:])
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<500 {
                group.addTask { await instance.run(["number": .int(number)]).json == ["number": .int(number)] }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
