import HubCore
import HubEgress
import Logging
import Support
import Synchronization
import Testing

@testable import HubModels

@Suite struct GeminiProviderTests {
    private final class Words: ModelTextSink {
        private let words = Mutex<[String]>([])

        var all: [String] { words.withLock { $0 } }
        func append(_ text: String) { words.withLock { $0.append(text) } }
    }

    private static let answer = #"{"candidates":[{"content":{"parts":[{"text":"Hello"}]},"finishReason":"STOP"}]}"#

    private func egress() throws -> EgressClient {
        EgressClient(
            policy: EgressPolicy(allowing: [try #require(EgressAllowance("127.0.0.0/8"))]),
            logger: Logger(label: "test"))
    }

    private func request(
        model: String = "gemini-2.0-flash", key: String? = "AIza-tenant", baseURL: String? = nil,
        sink: (any ModelTextSink)? = nil, deadline: Deadline = .after(.seconds(60))
    ) -> ModelRequest {
        ModelRequest(
            model: LanguageModel(name: model, provider: .gemini, baseURL: baseURL), key: key.map { Secret($0) },
            system: "s", messages: [.user("Hi")], maximumOutputTokens: 9, deadline: deadline,
            brief: AnswerBrief(language: .english, format: .summaryText), textSink: sink)
    }

    private func failure(_ provider: GeminiProvider, _ request: ModelRequest) async -> ModelError? {
        do throws(ModelError) {
            _ = try await provider.complete(request)
            return nil
        } catch {
            return error
        }
    }

    @Test func theKeyIsInItsHeaderAndNeverInTheURL() async throws {
        let server = try LoopbackServer { _ in .json(Self.answer) }
        let egress = try egress()
        let provider = GeminiProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/"))
        let response = try await provider.complete(request())
        #expect(response.text == "Hello")
        let sent = try #require(server.requests.first)
        #expect(sent.method == "POST" && sent.target == "/v1beta/models/gemini-2.0-flash:generateContent")
        #expect(sent.header("x-goog-api-key") == "AIza-tenant" && sent.header("authorization") == nil)
        #expect(
            try JSONValue(parsing: sent.body) == [
                "systemInstruction": ["parts": [["text": "s"]]],
                "contents": [["role": "user", "parts": [["text": "Hi"]]]], "generationConfig": ["maxOutputTokens": 9],
            ])
        await egress.shutdown()
    }

    @Test(arguments: [
        ("a/b", "a%2Fb"), ("other?x=1#y", "other%3Fx%3D1%23y"), ("mô hình", "m%C3%B4%20h%C3%ACnh"),
    ])
    func aModelsNameStaysInItsPlace(_ name: String, _ encoded: String) async throws {
        let server = try LoopbackServer { _ in .json(Self.answer) }
        let egress = try egress()
        let provider = GeminiProvider(egress: egress, tenantEgress: egress, key: nil)
        _ = try await provider.complete(request(model: name, baseURL: server.url("/proxy/")))
        #expect(server.requests.map(\.target) == ["/proxy/v1beta/models/\(encoded):generateContent"])
        await egress.shutdown()
    }

    @Test func anAnswerIsStreamed() async throws {
        let server = try LoopbackServer { _ in
            .chunked([GeminiStreamReadingTests.stream], headers: [("Content-Type", "text/event-stream")])
        }
        let egress = try egress()
        let provider = GeminiProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/"))
        let words = Words()
        let response = try await provider.complete(request(sink: words))
        #expect(words.all == ["Nợ củ", "a bạn"])
        #expect(response.toolCalls.count == 2)
        #expect(server.requests.map(\.target) == ["/v1beta/models/gemini-2.0-flash:streamGenerateContent?alt=sse"])
        #expect(server.requests.first?.header("accept") == "text/event-stream")
        await egress.shutdown()
    }

    @Test func aStreamThatIsCutSaysWhatWasUsed() async throws {
        let server = try LoopbackServer { _ in
            [
                .head(200, [("Content-Type", "text/event-stream")]),
                .send(
                    "data: \(#"{"candidates":[{"content":{"parts":[{"text":"So"}]}}],"usageMetadata":{"promptTokenCount":4}}"#)\n\n"
                ),
                .reset,
            ]
        }
        let egress = try egress()
        let provider = GeminiProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/"))
        let error = await failure(provider, request(sink: Words()))
        #expect(error?.kind == .connection)
        #expect(error?.progress == .begun(usage: TokenUsage(inputTokens: 4, outputTokens: 0), receivedBytes: 2))
        #expect(server.requests.count == 1)
        await egress.shutdown()
    }

    @Test func cancellationEndsAStream() async throws {
        let server = try LoopbackServer { _ in [.head(200, [("Content-Type", "text/event-stream")]), .hang] }
        let egress = try egress()
        let provider = GeminiProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/"))
        let request = request(sink: Words())
        let task = Task { await failure(provider, request) }
        _ = await server.received(1)
        task.cancel()
        #expect(await task.value?.kind == .cancelled)
        await server.ended(1)
        await egress.shutdown()
    }

    @Test func theDeadlineEndsAWait() async throws {
        let server = try LoopbackServer { _ in [.hang] }
        let egress = try egress()
        let provider = GeminiProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/"))
        #expect(await failure(provider, request(deadline: .after(.milliseconds(150))))?.kind == .timeout)
        await egress.shutdown()
    }

    private static func body(
        _ code: Int, _ status: String, _ message: String = "x", _ details: String = ""
    ) -> String {
        #"{"error":{"code":\#(code),"message":"\#(message)","status":"\#(status)","details":[\#(details)]}}"#
    }

    private static let errors: [(Int, String, ModelError.Kind, Duration?)] = [
        (
            400,
            body(
                400, "INVALID_ARGUMENT", "API key not valid.",
                #"{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}"#),
            .authorization, nil
        ),
        (401, body(401, "UNAUTHENTICATED"), .authorization, nil),
        (403, body(403, "PERMISSION_DENIED"), .authorization, nil),
        (
            429,
            body(
                429, "RESOURCE_EXHAUSTED", "Quota.",
                #"{"violations":[{"quotaId":"GenerateRequestsPerMinutePerProject"}]},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.0748s"}"#
            ),
            .rateLimited, .milliseconds(34_075)
        ),
        (
            429,
            body(
                429, "RESOURCE_EXHAUSTED", "Quota.",
                #"{"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]},{"retryDelay":"9s"}"#
            ),
            .authorization, nil
        ),
        (429, body(429, "RESOURCE_EXHAUSTED"), .rateLimited, nil),
        (503, body(503, "UNAVAILABLE", "The model is overloaded."), .overloaded, nil),
        (500, body(500, "INTERNAL"), .overloaded, nil), (504, body(504, "DEADLINE_EXCEEDED"), .timeout, nil),
        (
            400,
            body(
                400, "INVALID_ARGUMENT", "The input token count (12) exceeds the maximum number of tokens allowed (8)."),
            .contextTooLong, nil
        ),
        (400, body(400, "INVALID_ARGUMENT", "Unknown name."), .unsupported, nil),
        (400, body(400, "FAILED_PRECONDITION", "User location is not supported."), .unsupported, nil),
        (404, body(404, "NOT_FOUND"), .unsupported, nil),
        (429, "[\(body(429, "RESOURCE_EXHAUSTED", "x", #"{"retryDelay":"3s"}"#))]", .rateLimited, .seconds(3)),
        (503, "<html>", .overloaded, nil), (200, "{}", .malformed, nil), (200, "no JSON", .malformed, nil),
        (200, body(503, "UNAVAILABLE"), .overloaded, nil),
        (200, #"{"promptFeedback":{"blockReason":"SAFETY"}}"#, .refused, nil),
    ]

    @Test(arguments: errors.indices)
    func whatIsNoAnswerHasItsKind(_ row: Int) async throws {
        let (status, body, kind, wait) = Self.errors[row]
        let server = try LoopbackServer { _ in .json(body, status: status) }
        let egress = try egress()
        let provider = GeminiProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/"))
        for sink in [nil, Words()] {
            let error = await failure(provider, request(sink: sink))
            #expect(error?.kind == kind, "\(body)")
            #expect(error?.retryAfter == wait, "\(body)")
        }
        await egress.shutdown()
    }

    @Test(arguments: ["-1s", "soon", "1e999s", "nans", "3"])
    func aWaitThatCannotBeReadIsNone(_ delay: String) throws {
        let body = Self.body(429, "RESOURCE_EXHAUSTED", "x", #"{"retryDelay":"\#(delay)"}"#)
        #expect(GeminiWire.Failure(try JSONValue(parsing: body)).complaint.retryAfter == nil)
    }

    @Test func theHeadersWaitComesBeforeTheBodys() throws {
        let body = try JSONValue(parsing: Self.body(429, "RESOURCE_EXHAUSTED", "x", #"{"retryDelay":"30s"}"#))
        let error = ProviderErrors.error(
            status: 429, headers: [HTTPHeader(name: "Retry-After", value: "7")],
            complaint: GeminiWire.Failure(body).complaint, now: HTTPDate(seconds: 0))
        #expect(error.retryAfter == .seconds(7))
    }
}
