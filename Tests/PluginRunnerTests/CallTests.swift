import PluginABI
import RunnerProtocol
import Testing

@Suite struct CallTests {
    private func steered(_ options: [String] = []) async throws -> RunnerProcess {
        try await .serve(try await TestSources.standard.plugin("steered"), options)
    }

    private func misbehaving() async throws -> RunnerProcess {
        try await .serve(try await TestSources.standard.hostsPlugin("misbehaving"))
    }

    @Test func bringsTheInputAndTheCompletion() async throws {
        let runner = try await steered()
        try runner.invoke(5, "{\"a\": 1}")
        let complete = try await runner.next(AHR_COMPLETE)
        #expect(complete.subject == 5 && complete.status == AH_OK && complete.text == "{\"a\": 1}")
        try runner.invoke(6, "thread")
        #expect(try await runner.next(AHR_COMPLETE).text == "\"later\"")
    }

    @Test func bringsInputsAndResultsOfEverySize() async throws {
        let runner = try await steered()
        for (call, size) in [1, 100, 65_503, 65_504, 65_536, 65_537, 102_400].enumerated() {
            let input = String(repeating: "y", count: size)
            try runner.invoke(UInt64(call + 1), input)
            #expect(try await runner.next(AHR_COMPLETE).text == input)
        }
    }

    @Test func bringsOneByteMoreOfAResultThatIsTooLarge() async throws {
        let runner = try await misbehaving()
        try runner.invoke(1, "oversized")
        #expect(try await runner.next(AHR_COMPLETE).payload.count == Int(AH_MAX_PAYLOAD) + 1)
        try runner.invoke(2, "nowhere")
        #expect(try await runner.next(AHR_COMPLETE).payload.isEmpty)
    }

    @Test func saysWhatAFunctionReturnedInsteadOfOK() async throws {
        let runner = try await misbehaving()
        try runner.invoke(1, "refuse")
        let refused = try await runner.next(AHR_REFUSED)
        #expect(refused.subject == 1 && refused.status == AH_E_RATE_LIMITED)
        // The type has no such function.
        try runner.invoke(2, "", function: AHR_FUNCTION_HEALTH)
        #expect(try await runner.next(AHR_REFUSED).status == AH_E_UNSUPPORTED)
        try runner.invoke(3, "", function: AHR_FUNCTION_INGEST)
        #expect(try await runner.next(AHR_REFUSED).status == AH_E_UNSUPPORTED)
    }

    @Test func sendsTheFirstCompletionOnlyAndNotesTheOthers() async throws {
        let runner = try await misbehaving()
        try runner.invoke(1, "twice")
        #expect(try await runner.next(AHR_COMPLETE).text == "\"first\"")
        let repeated = try await runner.next(AHR_NOTE)
        #expect(Int(repeated.code) == AHR_NOTE_REPEATED_COMPLETION && repeated.subject == 1)

        try runner.invoke(2, "both")
        #expect(try await runner.next(AHR_COMPLETE).text == "\"done\"")
        let both = try await runner.next(AHR_NOTE)
        #expect(Int(both.code) == AHR_NOTE_COMPLETED_AND_REFUSED && both.subject == 2)

        try runner.invoke(3, "unknown")
        for _ in 0..<3 { #expect(Int(try await runner.next(AHR_NOTE).code) == AHR_NOTE_UNKNOWN_CALL) }
        #expect(try await runner.next(AHR_COMPLETE).text == "\"mine\"")
    }

    @Test func answersThePluginWhetherSomebodyStillWaits() async throws {
        let runner = try await steered()
        try await runner.hold(1)
        try runner.invoke(2, "release 1")
        #expect(try await runner.next(AHR_COMPLETE).subject == 1)
        #expect(try await runner.next(AHR_COMPLETE).text == "\(AH_OK)")
        try await runner.hold(3)
        try runner.cancel(3)
        #expect(try await runner.next(AHR_LOG).text == "cancelled")
        try runner.invoke(4, "release 3")
        #expect(try await runner.next(AHR_COMPLETE).subject == 3)
        #expect(try await runner.next(AHR_COMPLETE).text == "\(AH_E_STALE)")
    }

    @Test func runsOtherCallsWhileOneKeepsItsThread() async throws {
        let runner = try await steered(["--threads", "2"])
        try await runner.hold(1, "block")
        try runner.invoke(2, "other")
        #expect(try await runner.next(AHR_COMPLETE).subject == 2)
        try runner.invoke(3, "open")
        let both = [try await runner.next(AHR_COMPLETE).subject, try await runner.next(AHR_COMPLETE).subject]
        #expect(both.sorted() == [1, 3])
    }

    @Test func queuesWhatComesWhileEveryThreadIsTaken() async throws {
        let runner = try await steered(["--threads", "1"])
        try await runner.hold(1, "block")
        for call in 2...5 { try runner.invoke(UInt64(call), "other") }
        // The plugin does not get a call that nobody waits for by then.
        try runner.cancel(3)
        let refused = try await runner.next(AHR_REFUSED)
        #expect(refused.subject == 3 && refused.status == AH_E_CANCELLED)
        try runner.cancel(1)
        #expect(try await runner.next(AHR_LOG).text == "cancelled")
        for call: UInt64 in [1, 2, 4, 5] { #expect(try await runner.next(AHR_COMPLETE).subject == call) }
    }

    @Test func doesNotBeginWhatIsPastItsDeadline() async throws {
        let runner = try await steered()
        try runner.invoke(1, "other", deadline: 1)
        #expect(try await runner.next(AHR_REFUSED).status == AH_E_DEADLINE)
    }

    @Test func tellsThePluginOfACancelledCallOnce() async throws {
        let runner = try await steered()
        try await runner.hold(1, "block")
        try runner.cancel(1)
        let log = try await runner.next(AHR_LOG)
        #expect(log.subject == 1 && log.number == UInt32(AH_LOG_INFO) && log.text == "cancelled")
        #expect(try await runner.next(AHR_COMPLETE).subject == 1)
        try runner.cancel(1)
        try runner.invoke(2, "other")
        #expect(try await runner.next(AHR_COMPLETE).subject == 2)
    }

    @Test func keepsWhatTheGettersGiveWithTheCall() async throws {
        let services = [AH_EXT_HOST_CALLER, AH_EXT_HOST_EMBEDDING]
        let runner = try await RunnerProcess.serve(
            try await TestSources.standard.hostsPlugin("services"), services: services)
        try runner.invoke(1, "{\"who\": 1}", principals: "[\"me\"]")
        #expect(try await runner.next(AHR_COMPLETE).text == "[\"me\"]")
        try runner.invoke(2, "{\"describe\": 1}", space: "{\"model\": \"m\"}")
        #expect(try await runner.next(AHR_COMPLETE).text == "{\"model\": \"m\"}")
        try runner.invoke(3, "{\"describe\": 1}")
        #expect(try await runner.next(AHR_COMPLETE).status == AH_E_UNAVAILABLE)
    }
}
