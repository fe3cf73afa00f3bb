import HubCore
import HubEgress

/// OpenAI's chat completions with tools, streamed and not, and any server that speaks the same API.
///
/// The output is bounded by `max_completion_tokens` at OpenAI, whose reasoning models refuse `max_tokens`, and by
/// `max_tokens` elsewhere, where servers often know only that.
package struct OpenAIProvider: ModelProvider {
    package static let defaultBaseURL = "https://api.openai.com/v1"

    private let call: ProviderCall<OpenAIChat>

    /// `tenantEgress` for models of tenants' own, whose base URLs a tenant chose; `key` nil for a server that wants none.
    package init(
        egress: EgressClient, tenantEgress: EgressClient, key: Secret?, baseURL: String = OpenAIProvider.defaultBaseURL
    ) {
        self.init(
            egress: egress, tenantEgress: tenantEgress, key: key, baseURL: baseURL, now: { HTTPDate.now() })
    }

    init(
        egress: EgressClient, tenantEgress: EgressClient, key: Secret?, baseURL: String,
        now: @escaping @Sendable () -> HTTPDate
    ) {
        call = ProviderCall(
            wire: OpenAIChat(),
            transport: ProviderTransport(
                egress: egress, tenantEgress: tenantEgress, baseURL: baseURL, key: key, keyHeader: .bearer),
            now: now)
    }

    package func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse {
        try await call.complete(request)
    }
}

/// The chat completions API.
struct OpenAIChat: ProviderWire {
    func path(for request: ModelRequest) -> String { "/chat/completions" }

    func headers(for request: ModelRequest) -> [HTTPHeader] { [] }

    func body(for request: ModelRequest, base: String) -> JSONValue {
        OpenAIMapping.request(request, limit: Self.limit(request.maximumOutputTokens, base: base)).json
    }

    func response(_ json: JSONValue, to request: ModelRequest) throws(ModelError) -> ModelResponse {
        // Proxies answer so with status 200.
        if let failure = OpenAIWire.Failure.found(in: json) { throw failure.error }
        guard let response = OpenAIWire.Response(json) else {
            throw ModelError(.malformed, "the provider's answer has no message")
        }
        return OpenAIMapping.response(response)
    }

    func reading(of request: ModelRequest) -> OpenAIStreamReading { OpenAIStreamReading() }

    func complaint(_ body: JSONValue) -> ProviderComplaint { OpenAIWire.Failure(body).complaint }

    static func limit(_ tokens: Int, base: String) -> OpenAIWire.TokenLimit {
        Origin(url: base)?.host == "api.openai.com" ? .completionTokens(tokens) : .tokens(tokens)
    }
}
