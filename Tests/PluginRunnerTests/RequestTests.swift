import PluginABI
import RunnerProtocol
import Testing

@Suite struct RequestTests {
    private func serve(_ options: [String] = [], services: [String] = [AH_EXT_HOST_KV, AH_EXT_HOST_STREAM]) async throws
        -> RunnerProcess
    {
        try await .serve(try await TestSources.standard.plugin("steered"), options, services: services)
    }

    @Test func bringsAnAcceptedRequestAndItsAnswer() async throws {
        let runner = try await serve()
        try runner.invoke(7, "get")
        let request = try await runner.next(AHR_REQUEST)
        #expect(Int(request.code) == AHR_REQUEST_KV_GET && request.object == 7 && request.text == "key")
        try runner.accept(request)
        try runner.answer(request, AH_E_NOT_FOUND, "nothing")
        #expect(try await runner.next(AHR_LOG).text == "done \(AH_E_NOT_FOUND)")
        let complete = try await runner.next(AHR_COMPLETE)
        #expect(complete.status == AH_E_NOT_FOUND && complete.text == "nothing")
    }

    @Test func bringsBothPartsOfAnHTTPRequestAndItsResponse() async throws {
        let runner = try await RunnerProcess.serve(
            try await TestSources.standard.hostsPlugin("services"), services: [AH_EXT_HOST_HTTP])
        try runner.invoke(1, "{\"post\":{\"url\":\"x\"}}")
        let request = try await runner.next(AHR_REQUEST)
        #expect(Int(request.code) == AHR_REQUEST_HTTP)
        #expect(request.payload == Frame.parts(Array("{\"url\":\"x\"}".utf8), Array("{\"sent\":1}".utf8)))
        try runner.accept(request)
        try runner.answer(request, http: 201, headers: "{\"a\": \"b\"}", "{\"c\": 2}")
        #expect(
            try await runner.next(AHR_COMPLETE).text
                == "{\"status\": 0, \"http\": 201, \"headers\": {\"a\": \"b\"}, \"body\": {\"c\": 2}}")
    }

    @Test func handsARefusalToThePlugin() async throws {
        let runner = try await serve()
        try runner.invoke(1, "get")
        try runner.accept(try await runner.next(AHR_REQUEST), AH_E_BUSY)
        let refused = try await runner.next(AHR_REFUSED)
        #expect(refused.subject == 1 && refused.status == AH_E_BUSY)
    }

    @Test func comesThroughWhileEveryThreadWaits() async throws {
        let runner = try await serve(["--threads", "2"])
        for call: UInt64 in 1...2 { try runner.invoke(call, "get") }
        for _ in 1...2 {
            let request = try await runner.next(AHR_REQUEST)
            try runner.accept(request)
            try runner.answer(request)
        }
        var completed: Set<UInt64> = []
        while completed.count < 2, let frame = try await runner.next() {
            if frame.kind == AHR_COMPLETE { completed.insert(frame.subject) }
        }
        #expect(completed == [1, 2])
    }

    @Test func answersItselfWhatItKnows() async throws {
        let runner = try await serve()
        try await runner.hold(1)
        try runner.cancel(1)
        #expect(try await runner.next(AHR_LOG).text == "cancelled")
        try await runner.hold(2)
        try runner.invoke(3, "release 2")
        for _ in 1...2 { _ = try await runner.next(AHR_COMPLETE) }
        for (call, (input, status)): (Int, (String, Int)) in [
            ("get-for 1", AH_E_CANCELLED), ("get-for 2", AH_E_STALE), ("get-nothing", AH_E_INVALID_INPUT),
            ("get-large", AH_E_TOO_LARGE),
        ].enumerated() {
            try runner.invoke(UInt64(call + 10), input)
            #expect(try await runner.next(AHR_COMPLETE).text == "\(status)", "\(input)")
        }
        try runner.invoke(20, "get-for 999")
        #expect(Int(try await runner.next(AHR_NOTE).code) == AHR_NOTE_UNKNOWN_CALL)
        #expect(try await runner.next(AHR_COMPLETE).text == "\(AH_E_STALE)")
    }

    @Test func givesNoTableOfAServiceThatIsNotGranted() async throws {
        let runner = try await serve(services: ["agenthub.host.nothing/1"])
        try runner.invoke(1, "get")
        #expect(try await runner.next(AHR_REFUSED).status == AH_E_UNAVAILABLE)
    }

    @Test func answersAnEmitWhenThereIsRoomAgain() async throws {
        let runner = try await serve()
        try runner.invoke(1, "emit")
        let first = try await runner.next(AHR_REQUEST)
        #expect(Int(first.code) == AHR_REQUEST_EMIT && first.text == "a piece")
        try runner.accept(first)
        #expect(try await runner.next(AHR_COMPLETE).text == "\(AH_OK)")

        try runner.invoke(2, "emit")
        let second = try await runner.next(AHR_REQUEST)
        try runner.accept(second, AH_E_BUSY)
        try runner.answer(second)
        #expect(try await runner.next(AHR_LOG).text == "done 0")
        #expect(try await runner.next(AHR_COMPLETE).subject == 2)
    }
}
