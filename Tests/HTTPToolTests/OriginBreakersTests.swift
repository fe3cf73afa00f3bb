import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct OriginBreakersTests {
    private let post = "HTTP_POST"  // sends each call once
    private let scope = "\(ToolID())"

    /// Opens the breaker of the scope for `https://down.example` with five failures of a kind.
    private func open(_ harness: HTTPToolHarness, _ answer: ScriptedHTTPService.Answer) async throws {
        let tool = try harness.tool(post, ["endpoint": "https://down.example/a"], scope: scope)
        for _ in 0..<5 {
            harness.http.add(answer)
            #expect(!(await tool.run([:]).has(AH_OK)))
        }
        #expect(harness.http.unusedAnswers == 0)
    }

    @Test(arguments: [
        ScriptedHTTPService.Answer.noConnection, .failure(Int(AH_E_DEADLINE), kind: "deadline"), .json(500, "{}"),
        .json(503, "{}"),
    ]) func answersAtOnceWhenAServerIsDown(_ answer: ScriptedHTTPService.Answer) async throws {
        let harness = try HTTPToolHarness()
        try await open(harness, answer)
        let completion = try await harness.tool(post, ["endpoint": "https://down.example/b"], scope: scope).run([:])
        #expect(completion.has(AH_E_UNAVAILABLE))
        #expect(
            completion.message
                == "down.example has not been answering; it is left alone for a few seconds, then tried again.")
        #expect(harness.http.requests.count == 5)
    }

    @Test func leavesOtherTenantsAndOriginsAlone() async throws {
        let harness = try HTTPToolHarness()
        try await open(harness, .noConnection)
        harness.http.add(.json(200, "1"), .json(200, "2"), .json(200, "3"))
        #expect(try await harness.tool(post, ["endpoint": "https://down.example/a"]).run([:]).text == "1")
        let port: JSONValue = ["endpoint": "https://down.example:8443/a"]
        #expect(try await harness.tool(post, port, scope: scope).run([:]).text == "2")
        let other: JSONValue = ["endpoint": "https://up.example/a"]
        #expect(try await harness.tool(post, other, scope: scope).run([:]).text == "3")
    }

    @Test func refusesWrongArgumentsAlsoWhileAServerIsDown() async throws {
        let harness = try HTTPToolHarness()
        try await open(harness, .noConnection)
        let tool = try harness.tool(post, ["endpoint": "https://down.example/{x}"], scope: scope)
        #expect(await tool.run([:]).message == "The argument x is missing.")
    }

    @Test(arguments: [
        ScriptedHTTPService.Answer.json(404, "{}"), .json(429, "{}"), .json(200, "no JSON"),
        .failure(Int(AH_E_CANCELLED), kind: "cancelled"), .failure(Int(AH_E_DENIED), kind: "denied"),
        .failure(Int(AH_E_BUSY), kind: "overloaded"), .refusal(Int(AH_E_BUSY)),
    ]) func takesNothingElseForAServerThatIsDown(_ answer: ScriptedHTTPService.Answer) async throws {
        let harness = try HTTPToolHarness()
        try await open(harness, answer)
        harness.http.add(.json(200, "1"))
        let completion = try await harness.tool(post, ["endpoint": "https://down.example/a"], scope: scope).run([:])
        #expect(completion.text == "1")
    }

    @Test func countsARepeatedCallOnce() async throws {
        let harness = try HTTPToolHarness(Array(repeating: .noConnection, count: 8))
        let tool = try harness.tool("HTTP_GET", ["endpoint": "https://down.example/a"], scope: scope)
        for _ in 0..<4 { #expect(await tool.run([:]).has(AH_E_UPSTREAM)) }
        harness.http.add(.json(200, "1"))
        #expect(await tool.run([:]).text == "1")
    }
}
