import HubCore
import HubEgress
import Logging
import Support
import Synchronization
import Testing

@testable import HubModels

@Suite struct OpenAIProviderTests {
    private static let answer = LoopbackAnswer.text("Hello")

    private func egress() throws -> EgressClient {
        EgressClient(
            policy: EgressPolicy(allowing: [try #require(EgressAllowance("127.0.0.0/8"))]),
            logger: Logger(label: "test"))
    }

    private func request(
        baseURL: String? = nil, key: String? = nil, deadline: Deadline = .after(.seconds(60))
    ) -> ModelRequest {
        ModelRequest(
            model: LanguageModel(name: "m", provider: .openAI, baseURL: baseURL), key: key.map { Secret($0) },
            system: "s", messages: [.user("Hi")],
            maximumOutputTokens: 9, deadline: deadline, brief: AnswerBrief(language: .english, format: .summaryText))
    }

    private func kind(_ provider: OpenAIProvider, _ request: ModelRequest) async -> ModelError.Kind? {
        do throws(ModelError) {
            _ = try await provider.complete(request)
            return nil
        } catch {
            return error.kind
        }
    }

    @Test func aCompletionIsPostedWithTheKey() async throws {
        let server = try LoopbackServer { _ in .json(Self.answer) }
        let egress = try egress()
        let provider = OpenAIProvider(
            egress: egress, tenantEgress: egress, key: Secret("sk-1"), baseURL: server.url("/v1/"))
        let response = try await provider.complete(request())
        #expect(response.text == "Hello")
        let sent = try #require(server.requests.first)
        #expect(sent.method == "POST" && sent.target == "/v1/chat/completions")
        #expect(sent.header("authorization") == "Bearer sk-1")
        #expect(sent.header("content-type") == "application/json")
        #expect(
            try JSONValue(parsing: sent.body) == [
                "model": "m", "max_tokens": 9,
                "messages": [["role": "system", "content": "s"], ["role": "user", "content": "Hi"]],
            ])
        await egress.shutdown()
    }

    @Test func theKeyGoesNowhereButToItsOwnOrigin() async throws {
        let own = try LoopbackServer { _ in .json(Self.answer) }
        let other = try LoopbackServer { _ in .json(Self.answer) }
        let egress = try egress()
        let provider = OpenAIProvider(
            egress: egress, tenantEgress: egress, key: Secret("sk-1"), baseURL: own.url("/v1"))
        _ = try await provider.complete(request(baseURL: other.url("/v1")))
        #expect(other.requests.map { $0.header("authorization") } == [nil])
        _ = try await provider.complete(request(baseURL: own.url("/v2/")))
        #expect(own.requests.map(\.target) == ["/v2/chat/completions"])
        #expect(own.requests.map { $0.header("authorization") } == ["Bearer sk-1"])
        await egress.shutdown()
    }

    @Test func aRequestsOwnKeyGoesToItsModelsOrigin() async throws {
        let own = try LoopbackServer { _ in .json(Self.answer) }
        let other = try LoopbackServer { _ in .json(Self.answer) }
        let egress = try egress()
        let provider = OpenAIProvider(
            egress: egress, tenantEgress: egress, key: Secret("sk-host"), baseURL: own.url("/v1"))
        _ = try await provider.complete(request(baseURL: other.url("/v1"), key: "sk-tenant"))
        _ = try await provider.complete(request(key: "sk-tenant"))
        #expect(other.requests.map { $0.header("authorization") } == ["Bearer sk-tenant"])
        #expect(own.requests.map { $0.header("authorization") } == ["Bearer sk-tenant"])
        // Neither is kept for the next request.
        _ = try await provider.complete(request())
        _ = try await provider.complete(request(baseURL: other.url("/v1")))
        #expect(own.requests.last?.header("authorization") == "Bearer sk-host")
        #expect(other.requests.last?.header("authorization") == nil)
        await egress.shutdown()
    }

    @Test(arguments: [
        "http://localhost:PORT/v1", "http://user@127.0.0.1:PORT/v1", "http://127.0.0.1:PORT@127.0.0.1:1/v1",
    ])
    func theHostsKeyDoesNotGoToAnAddressThatOnlyLooksLikeItsOwn(_ template: String) async throws {
        let own = try LoopbackServer { _ in .json(Self.answer) }
        let egress = try egress()
        let provider = OpenAIProvider(
            egress: egress, tenantEgress: egress, key: Secret("sk-host"), baseURL: own.url("/v1"))
        let url = template.replacing("PORT", with: "\(own.port)")
        _ = await kind(provider, request(baseURL: url))
        #expect(own.requests.allSatisfy { $0.header("authorization") == nil })
        await egress.shutdown()
    }

    @Test func noKeyFollowsARedirect() async throws {
        let other = try LoopbackServer { _ in .json(Self.answer) }
        let target = other.url("/v1/chat/completions")
        let own = try LoopbackServer { _ in .redirect(to: target) }
        let egress = try egress()
        let provider = OpenAIProvider(
            egress: egress, tenantEgress: egress, key: Secret("sk-host"), baseURL: own.url("/v1"))
        #expect(await kind(provider, request(key: "sk-tenant")) != nil)
        #expect(own.requests.map { $0.header("authorization") } == ["Bearer sk-tenant"])
        #expect(other.requests.isEmpty)
        await egress.shutdown()
    }

    @Test(arguments: ["sk\r\nX-Other: 1", "sk\u{0}"])
    func aKeyThatIsNoHeaderIsRefusedAndNotReplacedByTheHosts(_ key: String) async throws {
        let own = try LoopbackServer { _ in .json(Self.answer) }
        let egress = try egress()
        let provider = OpenAIProvider(
            egress: egress, tenantEgress: egress, key: Secret("sk-host"), baseURL: own.url("/v1"))
        #expect(await kind(provider, request(key: key)) != nil)
        #expect(own.requests.isEmpty)
        await egress.shutdown()
    }

    @Test func aServerMayWantNoKey() async throws {
        let server = try LoopbackServer { _ in .json(Self.answer) }
        let egress = try egress()
        _ = try await OpenAIProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/v1"))
            .complete(request())
        #expect(server.requests.map { $0.header("authorization") } == [nil])
        await egress.shutdown()
    }

    @Test func openAIItselfIsToldOfCompletionTokens() {
        #expect(OpenAIChat.limit(5, base: OpenAIProvider.defaultBaseURL) == .completionTokens(5))
        #expect(OpenAIChat.limit(5, base: "http://127.0.0.1:8000/v1") == .tokens(5))
        #expect(OpenAIChat.limit(5, base: "https://api.openai.com.evil.example/v1") == .tokens(5))
    }

    @Test(arguments: [
        (200, "not JSON", ModelError.Kind.malformed), (200, "{}", .malformed), (401, "{}", .authorization),
        (503, "", .overloaded),
    ])
    func whatIsNoAnswerIsAnError(_ status: Int, _ body: String, _ expected: ModelError.Kind) async throws {
        let server = try LoopbackServer { _ in .json(body, status: status) }
        let egress = try egress()
        let provider = OpenAIProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/v1"))
        #expect(await kind(provider, request()) == expected)
        #expect(server.requests.count == 1)
        await egress.shutdown()
    }

    @Test func theWaitAfterARateLimitIsCountedFromNow() async throws {
        let server = try LoopbackServer { _ in
            .respond(429, headers: [("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")], text: "{}")
        }
        let egress = try egress()
        let provider = OpenAIProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/v1")) {
            HTTPDate(seconds: 784_111_777 - 12)
        }
        await #expect {
            _ = try await provider.complete(request())
        } throws: {
            let error = $0 as? ModelError
            return error?.kind == .rateLimited && error?.retryAfter == .seconds(12)
        }
        await egress.shutdown()
    }

    @Test func aConnectionLostBeforeAnyByteIsTriedOnceMore() async throws {
        let server = try LoopbackServer { request in request.connection == 0 ? [.reset] : .json(Self.answer) }
        let egress = try egress()
        let provider = OpenAIProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/v1"))
        #expect(try await provider.complete(request()).text == "Hello")
        #expect(server.requests.count == 2)
        await egress.shutdown()
    }

    @Test func aServerThatNeverAnswersIsTriedTwiceAtMost() async throws {
        let server = try LoopbackServer { _ in [.reset] }
        let egress = try egress()
        let provider = OpenAIProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/v1"))
        #expect(await kind(provider, request()) == .connection)
        #expect(server.requests.count == 2)
        await egress.shutdown()
    }

    @Test func anAnswerThatBreaksOffIsNotAskedForAgain() async throws {
        let server = try LoopbackServer { _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"choices\""), .reset]
        }
        let egress = try egress()
        let provider = OpenAIProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/v1"))
        #expect(await kind(provider, request()) == .connection)
        #expect(server.requests.count == 1)
        await egress.shutdown()
    }

    @Test func theDeadlineEndsAWait() async throws {
        let server = try LoopbackServer { _ in [.hang] }
        let egress = try egress()
        let provider = OpenAIProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/v1"))
        #expect(await kind(provider, request(deadline: .after(.milliseconds(150)))) == .timeout)
        await egress.shutdown()
    }

    @Test func anAnswerWithoutEndIsRefused() async throws {
        let server = try LoopbackServer { _ in
            [.send("HTTP/1.1 200 OK\r\n\r\n"), .flood(Array(repeating: 0x20, count: 1 << 16))]
        }
        let egress = try egress()
        let provider = OpenAIProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/v1"))
        #expect(await kind(provider, request()) == .malformed)
        await egress.shutdown()
    }

    @Test func cancellationEndsTheCall() async throws {
        let server = try LoopbackServer { _ in [.hang] }
        let egress = try egress()
        let provider = OpenAIProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/v1"))
        let request = request()
        let task = Task { await kind(provider, request) }
        _ = await server.received(1)
        task.cancel()
        #expect(await task.value == .cancelled)
        await egress.shutdown()
    }

    @Test func anAddressThatThePolicyDeniesIsNoConnection() async throws {
        let egress = EgressClient(policy: EgressPolicy(), logger: Logger(label: "test"))
        let provider = OpenAIProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: "http://127.0.0.1:9/v1")
        #expect(await kind(provider, request()) == .connection)
        await egress.shutdown()
    }
}

/// Bodies that a server answers with.
enum LoopbackAnswer {
    static func text(_ text: String) -> String {
        JSONValue.object([
            ("choices", [["message": ["role": "assistant", "content": .string(text)], "finish_reason": "stop"]]),
            ("usage", ["prompt_tokens": 1, "completion_tokens": 1]),
        ]).text
    }
}
