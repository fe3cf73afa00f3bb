import HubCore
import PluginABI
import Support
import Testing

/// The breaker of these tests opens for 5 seconds after 3 failures in a row.
@Suite(.timeLimit(.minutes(1))) struct CircuitBreakerTests {
    private let instance: ScriptedPluginInstance

    init() throws { instance = try ScriptedPluginHost("ProbePlugin").instance(of: "BREAKER", [:]) }

    /// Plays events such as `0 admit` or `7 failure probe`, and gives what was admitted.
    private func play(_ events: String...) async throws -> JSONValue {
        let list = try events.map { event -> JSONValue in
            let words = event.split(separator: " ")
            let second = try #require(Int(words[0]))
            return [
                "at": .int(second), "do": .string(String(words[1])),
                "of": .string(words.count > 2 ? "probe" : "regular"),
            ]
        }
        return try #require(await instance.run(["events": .array(list)]).json)
    }

    @Test func admitsAllWhileItIsClosed() async throws {
        let played = try await play("0 admit", "0 admit", "0 failure", "0 failure", "0 admit")
        #expect(played == ["answers": ["regular", "regular", "regular"], "idle": false])
    }

    @Test func opensAfterFailuresInARowOnly() async throws {
        let interrupted = try await play("0 failure", "0 failure", "0 success", "0 failure", "0 failure", "0 admit")
        #expect(interrupted["answers"] == ["regular"])
        let inARow = try await play("0 failure", "1 failure", "2 failure", "2 admit", "6 admit")
        #expect(inARow["answers"] == ["refused", "refused"])
    }

    @Test func isIdleAfterASuccess() async throws {
        #expect(try await play("0 failure", "0 success")["idle"] == true)
        #expect(try await play()["idle"] == true)
    }

    @Test func takesAnUnknownEndForNeither() async throws {
        let played = try await play("0 failure", "0 failure", "0 unknown", "0 failure", "0 admit")
        #expect(played["answers"] == ["refused"])
    }

    @Test func letsOneProbeThroughAfterItsPause() async throws {
        let played = try await play("0 failure", "0 failure", "0 failure", "4 admit", "5 admit", "5 admit", "6 admit")
        #expect(played["answers"] == ["refused", "probe", "refused", "refused"])
    }

    @Test func closesWhenTheProbeSucceeds() async throws {
        let played = try await play(
            "0 failure", "0 failure", "0 failure", "5 admit", "5 success probe", "5 admit", "5 admit")
        #expect(played == ["answers": ["probe", "regular", "regular"], "idle": true])
    }

    @Test func opensAgainWhenTheProbeFails() async throws {
        let played = try await play(
            "0 failure", "0 failure", "0 failure", "5 admit", "6 failure probe", "10 admit", "11 admit")
        #expect(played["answers"] == ["probe", "refused", "probe"])
    }

    @Test func triesAgainAtOnceWhenTheProbeEndsUnknown() async throws {
        let played = try await play("0 failure", "0 failure", "0 failure", "5 admit", "6 unknown probe", "6 admit")
        #expect(played["answers"] == ["probe", "probe"])
    }

    @Test func givesUpAProbeThatIsNeverReported() async throws {
        let played = try await play("0 failure", "0 failure", "0 failure", "5 admit", "9 admit", "10 admit")
        #expect(played["answers"] == ["probe", "refused", "probe"])
    }

    @Test func ignoresCallsThatEndAfterItOpened() async throws {
        let lateFailure = try await play(
            "0 failure", "0 failure", "0 failure", "4 failure", "5 admit", "5 failure", "5 admit")
        #expect(lateFailure["answers"] == ["probe", "refused"])
        let lateSuccess = try await play("0 failure", "0 failure", "0 failure", "1 success", "1 admit")
        #expect(lateSuccess["answers"] == ["refused"])
    }
}
