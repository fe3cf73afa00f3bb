import HubCore
import HubEgress

/// Anthropic's messages, streamed and not.
///
/// A base URL is what stands before `/v1/messages`, as in Anthropic's own clients: `https://api.anthropic.com`, or
/// `https://proxy.example/anthropic`, without the `/v1` that OpenAI's have.
package struct AnthropicProvider: ModelProvider {
    package static let defaultBaseURL = "https://api.anthropic.com"

    private let call: ProviderCall<AnthropicMessages>

    /// The host has no key of its own: a tenant's goes with the request. `tenantEgress` for models of tenants' own, whose
    /// base URLs a tenant chose.
    package init(
        egress: EgressClient, tenantEgress: EgressClient, baseURL: String = AnthropicProvider.defaultBaseURL
    ) {
        self.init(egress: egress, tenantEgress: tenantEgress, baseURL: baseURL, now: { HTTPDate.now() })
    }

    init(
        egress: EgressClient, tenantEgress: EgressClient, baseURL: String, now: @escaping @Sendable () -> HTTPDate
    ) {
        call = ProviderCall(
            wire: AnthropicMessages(),
            transport: ProviderTransport(
                egress: egress, tenantEgress: tenantEgress, baseURL: baseURL, key: nil,
                keyHeader: ProviderTransport.KeyHeader(name: "x-api-key", prefix: "")),
            now: now)
    }

    package func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse {
        try await call.complete(request)
    }
}

/// The messages API (https://platform.claude.com/docs/en/api/messages).
struct AnthropicMessages: ProviderWire {
    func path(for request: ModelRequest) -> String { "/v1/messages" }

    func headers(for request: ModelRequest) -> [HTTPHeader] {
        [HTTPHeader(name: "anthropic-version", value: "2023-06-01")]
    }

    func body(for request: ModelRequest, base: String) -> JSONValue { AnthropicMapping.request(request).json }

    func response(_ json: JSONValue, to request: ModelRequest) throws(ModelError) -> ModelResponse {
        // Proxies answer so with status 200.
        if let failure = AnthropicWire.Failure(json) { throw failure.error }
        guard let response = AnthropicWire.Response(json) else {
            throw ModelError(.malformed, "the provider's answer has no message")
        }
        return AnthropicMapping.response(
            response, answer: AnthropicAnswerTool(request), names: AnthropicMapping.names(of: request.tools))
    }

    func reading(of request: ModelRequest) -> AnthropicStreamReading {
        AnthropicStreamReading(
            answer: AnthropicAnswerTool(request), names: AnthropicMapping.names(of: request.tools))
    }

    func complaint(_ body: JSONValue) -> ProviderComplaint { AnthropicWire.Failure(body)?.complaint ?? .none }
}
