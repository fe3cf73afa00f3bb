import HubCore
import HubEgress
import Logging
import Support
import Testing

@testable import HubModels

/// What is Anthropic's own in a call; the rest is `ProviderCall`'s, which `OpenAIProviderTests` and `StreamedCallTests` test.
@Suite(.timeLimit(.minutes(1))) struct AnthropicProviderTests {
    private func egress() throws -> EgressClient {
        EgressClient(
            policy: EgressPolicy(allowing: [try #require(EgressAllowance("127.0.0.0/8"))]),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private func request(baseURL: String? = nil, key: String?) -> ModelRequest {
        var request = SampleRequests.request(.anthropic)
        request.model.baseURL = baseURL
        request.key = key.map { Secret($0) }
        return request
    }

    @Test func aMessageIsPostedWithTheTenantsKey() async throws {
        let server = try LoopbackServer { _ in .json(StreamedAPI.anthropic.whole) }
        let egress = try egress()
        let provider = AnthropicProvider(egress: egress, tenantEgress: egress, baseURL: server.url("/"))
        #expect(try await provider.complete(request(key: "sk-ant-1")).text == "Hello")
        let sent = try #require(server.requests.first)
        #expect(sent.method == "POST" && sent.target == "/v1/messages")
        #expect(sent.header("x-api-key") == "sk-ant-1" && sent.header("authorization") == nil)
        #expect(sent.header("anthropic-version") == "2023-06-01")
        #expect(sent.header("content-type") == "application/json" && sent.header("accept") == "application/json")
        #expect(
            try JSONValue(parsing: sent.body)
                == AnthropicMessages().body(for: request(key: nil), base: AnthropicProvider.defaultBaseURL))
        await egress.shutdown()
    }

    @Test func aRowsBaseURLStandsBeforeTheVersion() async throws {
        let server = try LoopbackServer { _ in .json(StreamedAPI.anthropic.whole) }
        let egress = try egress()
        let provider = AnthropicProvider(egress: egress, tenantEgress: egress, baseURL: "http://127.0.0.1:9")
        _ = try await provider.complete(request(baseURL: server.url("/anthropic/"), key: "sk-ant-1"))
        #expect(server.requests.map(\.target) == ["/anthropic/v1/messages"])
        #expect(server.requests.map { $0.header("x-api-key") } == ["sk-ant-1"])
        await egress.shutdown()
    }

    @Test func withoutATenantsKeyThereIsNone() async throws {
        let server = try LoopbackServer { _ in .json(StreamedAPI.anthropic.whole) }
        let egress = try egress()
        let provider = AnthropicProvider(egress: egress, tenantEgress: egress, baseURL: server.url(""))
        _ = try await provider.complete(request(key: "sk-ant-1"))
        _ = try await provider.complete(request(key: nil))
        #expect(server.requests.map { $0.header("x-api-key") } == ["sk-ant-1", nil])
        await egress.shutdown()
    }

    @Test func theWaitAfterARateLimitIsTaken() async throws {
        let server = try LoopbackServer { _ in
            .respond(
                429, headers: [("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")],
                text: #"{"type":"error","error":{"type":"rate_limit_error","message":"x"}}"#)
        }
        let egress = try egress()
        let provider = AnthropicProvider(egress: egress, tenantEgress: egress, baseURL: server.url("")) {
            HTTPDate(seconds: 784_111_777 - 12)
        }
        await #expect {
            _ = try await provider.complete(request(key: nil))
        } throws: {
            let error = $0 as? ModelError
            return error?.kind == .rateLimited && error?.retryAfter == .seconds(12)
        }
        await egress.shutdown()
    }
}
