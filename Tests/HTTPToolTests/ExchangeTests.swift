import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct ExchangeTests {
    private let endpoint: JSONValue = ["endpoint": "https://erp.example.com/a"]

    @Test(arguments: ["HTTP_GET", "HTTP_PUT", "HTTP_DELETE"])
    func repeatsAnIdempotentCallOnceWhenItsConnectionFails(_ type: String) async throws {
        let harness = try HTTPToolHarness([.noConnection, .json(200, "1")])
        #expect(try await harness.tool(type, endpoint).run(["x": 1]).text == "1")
        #expect(harness.http.requests.count == 2)
        #expect(harness.http.requests[0].head == harness.http.requests[1].head)
        #expect(harness.http.requests[0].body == harness.http.requests[1].body)

        let down = try HTTPToolHarness([.noConnection, .noConnection])
        let completion = try await down.tool(type, endpoint).run([:])
        #expect(completion.has(AH_E_UPSTREAM))
        #expect(completion.message == "erp.example.com could not be reached.")
    }

    @Test(arguments: ["HTTP_POST", "HTTP_PATCH"])
    func neverRepeatsACallThatMayHaveBeenDone(_ type: String) async throws {
        let harness = try HTTPToolHarness([.noConnection])
        #expect(try await harness.tool(type, endpoint).run([:]).has(AH_E_UPSTREAM))
        #expect(harness.http.requests.count == 1)
    }

    @Test(arguments: ["HTTP_POST", "HTTP_PATCH"])
    func repeatsACallThatTheServerKnowsByItsKey(_ type: String) async throws {
        let harness = try HTTPToolHarness([.noConnection, .json(201, "1"), .json(201, "2")])
        let tool = try harness.tool(
            type, ["endpoint": "https://h/", "idempotency_header": "Idempotency-Key"])
        #expect(await tool.run([:]).text == "1")
        #expect(await tool.run([:]).text == "2")
        let keys = try harness.http.requests.map { try #require($0.head["headers"]?["Idempotency-Key"]?.stringValue) }
        #expect(keys.count == 3)
        #expect(keys[0] == keys[1])
        #expect(keys[1] != keys[2])
        #expect(keys.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }

    @Test(arguments: ["deadline", "resolution", "tls", "protocol", "cancelled", "overloaded"])
    func repeatsNothingForAnotherReason(_ kind: String) async throws {
        let harness = try HTTPToolHarness([.failure(Int(AH_E_UPSTREAM), kind: kind)])
        #expect(try await harness.tool("HTTP_GET", endpoint).run([:]).has(AH_E_UPSTREAM))
        #expect(harness.http.requests.count == 1)
    }

    @Test func repeatsNothingThatNobodyWaitsFor() async throws {
        let harness = try HTTPToolHarness([.held])
        let tool = try harness.tool("HTTP_GET", endpoint)
        let call = tool.begin(Array("{}".utf8))
        try await harness.host.until { $0.http.heldRequests == 1 }
        tool.cancel(call)
        harness.http.answerHeld(.noConnection)
        #expect(await tool.completion(of: call).has(AH_E_UPSTREAM))
        #expect(harness.http.requests.count == 1)
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func followsRedirectsAtItsOwnOrigin(_ status: Int) async throws {
        let harness = try HTTPToolHarness([
            .json(status, "", headers: ["location": "/b?c=1"]),
            .json(status, "", headers: ["location": "HTTPS://ERP.example.com:443/d"]), .json(200, "1"),
        ])
        #expect(try await harness.tool("HTTP_GET", endpoint).run([:]).text == "1")
        #expect(
            harness.http.requests.map(\.url) == [
                "https://erp.example.com/a", "https://erp.example.com/b?c=1", "https://erp.example.com/d",
            ])
        #expect(harness.http.requests.allSatisfy { $0.head["auth"] == ["user_jwt": true] })
    }

    @Test(arguments: [
        "https://evil.example/", "http://erp.example.com/b", "https://erp.example.com:8443/b", "//evil.example/b",
        "/\\evil.example/b", "https://erp.example.com@evil.example/", "https://erp.example.com\\@evil.example/", "b",
        "",
    ]) func followsNoRedirectElsewhere(_ location: String) async throws {
        let harness = try HTTPToolHarness([.json(302, "", headers: ["location": .string(location)])])
        let completion = try await harness.tool("HTTP_GET", endpoint).run([:])
        #expect(completion.has(AH_E_UPSTREAM))
        #expect(completion.message == "The server redirects to another place, which is not followed (HTTP 302).")
        #expect(harness.http.requests.count == 1)
    }

    @Test func followsThreeRedirectsAtMost() async throws {
        let harness = try HTTPToolHarness(
            Array(repeating: .json(302, "", headers: ["location": "/again"]), count: 4))
        #expect(try await harness.tool("HTTP_GET", endpoint).run([:]).has(AH_E_UPSTREAM))
        #expect(harness.http.requests.count == 4)
    }

    @Test(arguments: ["HTTP_POST", "HTTP_PUT", "HTTP_PATCH", "HTTP_DELETE"])
    func followsNoRedirectOfACallWithEffects(_ type: String) async throws {
        let harness = try HTTPToolHarness([.json(307, "", headers: ["location": "/b"])])
        #expect(try await harness.tool(type, endpoint).run([:]).has(AH_E_UPSTREAM))
        #expect(harness.http.requests.count == 1)
    }

    @Test func servesManyCallsAtOnce() async throws {
        let harness = try HTTPToolHarness(
            Array(repeating: .json(200, #"{"ok": 1.0}"#), count: 300), delivery: .otherThread)
        let tool = try harness.tool("HTTP_GET", ["endpoint": "https://h/{n}"])
        await withTaskGroup(of: PluginCompletion.self) { group in
            for number in 0..<300 { group.addTask { await tool.run(["n": .int(number)]) } }
            for await completion in group { #expect(completion.text == #"{"ok": 1.0}"#) }
        }
        #expect(Set(harness.http.requests.compactMap(\.url)).count == 300)
    }
}
