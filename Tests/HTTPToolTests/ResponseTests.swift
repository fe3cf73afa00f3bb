import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct ResponseTests {
    private func completion(
        _ answer: ScriptedHTTPService.Answer, type: String = "HTTP_GET", pick: String? = nil
    ) async throws -> PluginCompletion {
        let harness = try HTTPToolHarness([answer])
        var configuration: JSONObject = ["endpoint": "https://erp.example.com/"]
        configuration["pick"] = pick.map { .string($0) }
        return try await harness.tool(type, .object(configuration)).run([:])
    }

    @Test(arguments: [200, 201, 299]) func handsOnTheBodyUnchanged(_ status: Int) async throws {
        let text = #"{ "total_debt": 15432.50, "n": 1E+2, "name": "Công ty \u0110ại", "a": [ ] }"#
        let completion = try await completion(.json(status, text))
        #expect(completion.has(AH_OK))
        #expect(completion.text == text)
    }

    @Test func leavesOutWhatIsAroundTheJSON() async throws {
        #expect(try await completion(.json(200, "\u{FEFF}\r\n [1.0] \n")).text == "[1.0]")
    }

    @Test(arguments: [200, 204]) func givesNullForNoBody(_ status: Int) async throws {
        #expect(try await completion(.response(status), type: "HTTP_DELETE").text == "null")
    }

    @Test func picksThePartThatThePointerLeadsTo() async throws {
        let text = #"{"data": [ {"total": 10.50 , "x": null} ], "meta": 1}"#
        #expect(try await completion(.json(200, text), pick: "/data/0/total").text == "10.50")
        #expect(try await completion(.json(200, text), pick: "/data").text == #"[ {"total": 10.50 , "x": null} ]"#)
        #expect(try await completion(.json(200, text), pick: "/data/0/x").text == "null")
        #expect(try await completion(.json(200, text), pick: "").text == text)
    }

    @Test func saysWhereThePointerLeadsNowhere() async throws {
        let completion = try await completion(.json(200, #"{"data": []}"#), pick: "/data/0")
        #expect(completion.has(AH_E_UPSTREAM))
        #expect(
            completion.message == "The server's answer has nothing at /data/0, where the tool looks for its result.")
    }

    @Test(
        arguments: [
            ("<html>no</html>", ["content-type": "text/html"], "(text/html, 15 bytes)"),
            ("{\"a\":", [:], "(of no stated type, 5 bytes)"),
            ("{} {}", ["content-type": "application/json"], "(application/json, 5 bytes)"),
        ] as [(String, JSONValue, String)])
    func saysWhatItGotInsteadOfJSON(_ body: String, _ headers: JSONValue, _ what: String) async throws {
        let completion = try await completion(.json(200, body, headers: headers))
        #expect(completion.has(AH_E_UPSTREAM))
        #expect(completion.message == "The server answered with something that is not JSON \(what).")
        #expect(completion.details == ["http_status": 200])
    }

    @Test func refusesJSONThatIsNotUTF8() async throws {
        let completion = try await completion(.response(200, body: [0x22, 0xC3, 0x22]))
        #expect(completion.has(AH_E_UPSTREAM))
    }

    private static let meanings: [(Int, Int)] = [
        (101, AH_E_UPSTREAM), (304, AH_E_UPSTREAM), (400, AH_E_INVALID_INPUT), (401, AH_E_AUTH), (402, AH_E_UPSTREAM),
        (403, AH_E_AUTH), (404, AH_E_NOT_FOUND), (405, AH_E_UPSTREAM), (408, AH_E_UPSTREAM), (409, AH_E_UPSTREAM),
        (410, AH_E_NOT_FOUND), (412, AH_E_UPSTREAM), (413, AH_E_TOO_LARGE), (422, AH_E_INVALID_INPUT),
        (429, AH_E_RATE_LIMITED), (500, AH_E_UPSTREAM), (502, AH_E_UPSTREAM), (503, AH_E_UPSTREAM),
        (504, AH_E_UPSTREAM),
    ]

    @Test(arguments: meanings) func tellsWhatAStatusMeans(_ status: Int, _ code: Int) async throws {
        let completion = try await completion(
            .json(status, #"{"error":"x","message":"Không có 1.50"}"#), type: "HTTP_POST")
        #expect(completion.has(code))
        #expect(completion.message?.hasSuffix("(HTTP \(status)).") == true)
        #expect(
            completion.details == ["http_status": .int(status), "body": ["error": "x", "message": "Không có 1.50"]])
    }

    @Test func saysPlainlyThatNothingWasFound() async throws {
        let completion = try await completion(.json(404, "<h1>gone</h1>"))
        #expect(
            completion.json == [
                "message": "The server has nothing for these arguments (HTTP 404).", "details": ["http_status": 404],
            ])
    }

    @Test func leavesOutLargeBodiesOfFailures() async throws {
        let body = "\"" + String(repeating: "x", count: 2047) + "\""
        #expect(try await completion(.json(500, body)).details == ["http_status": 500])
    }

    @Test(arguments: [429, 503]) func tellsHowLongToWait(_ status: Int) async throws {
        let completion = try await completion(.json(status, "", headers: ["retry-after": "30"]))
        #expect(completion.details == ["http_status": .int(status), "retry_after": "30"])
    }

    @Test(arguments: [
        (AH_E_UPSTREAM, "connection", "erp.example.com could not be reached."),
        (AH_E_UPSTREAM, "resolution", "erp.example.com could not be reached."),
        (AH_E_UPSTREAM, "tls", "erp.example.com could not be reached over a connection that can be trusted."),
        (AH_E_UPSTREAM, "protocol", "erp.example.com answered with something that is not HTTP."),
        (AH_E_DEADLINE, "deadline", "erp.example.com did not answer in time."),
        (
            AH_E_TOO_LARGE, "too_large",
            "erp.example.com answered with more than 100 KB (102400 bytes), which a tool cannot return. Ask for less."
        ),
        (AH_E_DENIED, "denied", "The host says: denied."), (AH_E_AUTH, "auth", "The host says: auth."),
        (AH_E_CANCELLED, "cancelled", "The host says: cancelled."),
    ]) func tellsWhyThereIsNoResponse(_ status: Int, _ kind: String, _ message: String) async throws {
        let completion = try await completion(.failure(status, kind: kind), type: "HTTP_POST")
        #expect(completion.has(status))
        #expect(completion.json == ["message": .string(message), "details": ["kind": .string(kind)]])
    }

    @Test func takesAResultOfTheFullSize() async throws {
        let body = "\"" + String(repeating: "x", count: Int(AH_MAX_PAYLOAD) - 2) + "\""
        let completion = try await completion(.json(200, body))
        #expect(completion.has(AH_OK))
        #expect(completion.bytes.count == Int(AH_MAX_PAYLOAD))
    }
}
