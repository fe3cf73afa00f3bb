import HubCore
import HubEgress
import Logging
import Support
import Synchronization
import Testing

@testable import HubModels

@Suite struct OpenRouterProviderTests {
    private final class Words: ModelTextSink {
        private let words = Mutex<[String]>([])

        var all: [String] { words.withLock { $0 } }
        func append(_ text: String) { words.withLock { $0.append(text) } }
    }

    private func request(tools: [ModelTool] = [], sink: (any ModelTextSink)? = nil) -> ModelRequest {
        ModelRequest(
            model: LanguageModel(name: "anthropic/claude-sonnet-4", provider: .openRouter), key: Secret("sk-or-1"),
            system: "s", messages: [.user("Hi")], tools: tools, maximumOutputTokens: 9, deadline: .after(.seconds(60)),
            brief: AnswerBrief(language: .english, format: .summaryText), textSink: sink)
    }

    /// Sends one request to a server that answers so; the request as it was sent, and what became of it.
    private func exchange(
        _ request: ModelRequest, _ answer: [LoopbackAction]
    ) async throws -> (sent: LoopbackRequest, result: Result<ModelResponse, ModelError>) {
        let server = try LoopbackServer { _ in answer }
        let egress = EgressClient(
            policy: EgressPolicy(allowing: [try #require(EgressAllowance("127.0.0.0/8"))]),
            logger: Logger(label: "test"))
        let provider = OpenRouterProvider(
            egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/api/v1"))
        let result: Result<ModelResponse, ModelError>
        do throws(ModelError) {
            result = .success(try await provider.complete(request))
        } catch {
            result = .failure(error)
        }
        await egress.shutdown()
        return (try #require(server.requests.first), result)
    }

    private func failure(_ result: Result<ModelResponse, ModelError>) -> ModelError? {
        if case .failure(let error) = result { error } else { nil }
    }

    @Test func itIsAskedAsOpenAIIsAndForThePriceToo() async throws {
        let answer = """
            {"choices":[{"message":{"content":"Hello"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":12,"completion_tokens":3,"cost":0.00014,"prompt_tokens_details":{"cached_tokens":4}}}
            """
        let (sent, result) = try await exchange(request(), .json(answer))
        let response = try result.get()
        #expect(response.text == "Hello" && response.costNanodollars == 140_000)
        #expect(response.usage == TokenUsage(inputTokens: 12, outputTokens: 3, cachedInputTokens: 4))
        #expect(sent.target == "/api/v1/chat/completions" && sent.header("authorization") == "Bearer sk-or-1")
        #expect(sent.header("x-title") == "AgentHub" && sent.header("http-referer") == "https://agenthub.invalid")
        #expect(
            try JSONValue(parsing: sent.body) == [
                "model": "anthropic/claude-sonnet-4", "max_tokens": 9, "usage": ["include": true],
                "messages": [["role": "system", "content": "s"], ["role": "user", "content": "Hi"]],
            ])
    }

    /// `cost` is then OpenRouter's own share, mostly none, and the provider behind it sends a bill of its own.
    @Test(
        arguments: [
            (#""is_byok":true,"cost_details":{"upstream_inference_cost":0.0360795}"#, 36_080_500),
            (#""is_byok":true"#, nil),
            (#""is_byok":false,"cost_details":{"upstream_inference_cost":0.000001}"#, 1000),
        ] as [(String, Int64?)])
    func whatTheOwnersKeyBehindItCostsIsCounted(_ members: String, _ cost: Int64?) async throws {
        let answer =
            #"{"choices":[{"message":{"content":"Hello"},"finish_reason":"stop"}],"#
            + #""usage":{"prompt_tokens":12,"completion_tokens":3,"cost":0.000001,\#(members)}}"#
        #expect(try await exchange(request(), .json(answer)).1.get().costNanodollars == cost)
    }

    @Test func toolsGoOnlyWhereTheyAreUnderstood() async throws {
        let answer = #"{"choices":[{"message":{"content":"Hello"},"finish_reason":"stop"}]}"#
        let (sent, _) = try await exchange(request(tools: [.debt]), .json(answer))
        #expect(try JSONValue(parsing: sent.body)["provider"] == ["require_parameters": true])
    }

    private static func stream(_ events: String...) -> [LoopbackAction] {
        .chunked(
            [": OPENROUTER PROCESSING\n\n", ": OPENROUTER PROCESSING\n\n"] + events.map { "data: \($0)\n\n" },
            headers: [("Content-Type", "text/event-stream")])
    }

    @Test func commentsInAStreamArePassedOverAndTheCostComesLast() async throws {
        let words = Words()
        let (sent, result) = try await exchange(
            request(sink: words),
            Self.stream(
                #"{"choices":[{"delta":{"role":"assistant","content":"Hel"}}]}"#,
                #"{"choices":[{"delta":{"content":"lo"},"finish_reason":"stop"}]}"#,
                #"{"choices":[{"delta":{"content":""}}],"usage":{"prompt_tokens":5,"completion_tokens":2,"cost":1e-6}}"#,
                "[DONE]"))
        let response = try result.get()
        #expect(words.all == ["Hel", "lo"])
        #expect(response.text == "Hello" && response.costNanodollars == 1000)
        #expect(response.usage == TokenUsage(inputTokens: 5, outputTokens: 2))
        #expect(try JSONValue(parsing: sent.body)["stream"] == true)
    }

    @Test(arguments: [(502, ModelError.Kind.overloaded), (429, .rateLimited), (402, .authorization), (408, .timeout)])
    func anErrorInTheStreamHasItsKind(_ code: Int, _ kind: ModelError.Kind) async throws {
        let (_, result) = try await exchange(
            request(sink: Words()),
            Self.stream(
                #"{"choices":[{"delta":{"content":"Hel"}}]}"#,
                #"{"error":{"code":\#(code),"message":"x"},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}"#
            ))
        #expect(failure(result)?.kind == kind)
        #expect(failure(result)?.progress == .begun(usage: nil, receivedBytes: 3))
    }

    @Test func anEndByErrorIsNoAnswer() async throws {
        let (_, streamed) = try await exchange(
            request(sink: Words()),
            Self.stream(#"{"choices":[{"delta":{"content":"H"},"finish_reason":"error"}]}"#, "[DONE]"))
        #expect(failure(streamed)?.kind == .malformed)
        let (_, whole) = try await exchange(
            request(), .json(#"{"choices":[{"message":{"content":"H"},"finish_reason":"error"}]}"#))
        #expect(failure(whole)?.kind == .malformed)
    }

    private static let bodies: [(Int, String, ModelError.Kind)] = [
        (200, #"{"error":{"code":502,"message":"x"}}"#, .overloaded),
        (200, #"{"error":{"code":429,"message":"x"}}"#, .rateLimited),
        (
            200,
            #"{"choices":[{"error":{"code":503,"message":"x"},"message":{"content":""},"finish_reason":"error"}]}"#,
            .overloaded
        ),
        (200, #"{"error":{"message":"x"}}"#, .overloaded),
        (
            400, #"{"error":{"code":400,"message":"This endpoint's maximum context length is 8 tokens."}}"#,
            .contextTooLong
        ),
        (401, #"{"error":{"code":401,"message":"x"}}"#, .authorization),
        (402, #"{"error":{"code":402,"message":"x"}}"#, .authorization),
        (403, #"{"error":{"code":403,"message":"x"}}"#, .authorization),
        (
            403, #"{"error":{"code":403,"message":"x","metadata":{"reasons":["violence"],"flagged_input":"y"}}}"#,
            .refused
        ),
        (404, #"{"error":{"code":404,"message":"No endpoints found."}}"#, .unsupported),
        (429, #"{"error":{"code":429,"message":"x"}}"#, .rateLimited), (503, "", .overloaded), (200, "{}", .malformed),
    ]

    @Test(arguments: bodies.indices)
    func whatIsNoAnswerHasItsKind(_ row: Int) async throws {
        let (status, body, kind) = Self.bodies[row]
        let (_, result) = try await exchange(request(), .json(body, status: status))
        #expect(failure(result)?.kind == kind, "\(body)")
    }
}
