import HubCore
import HubEgress

/// OpenRouter: OpenAI's chat completions with a price in each answer, and errors of its own
/// (https://openrouter.ai/docs/api-reference/overview).
package struct OpenRouterProvider: ModelProvider {
    package static let defaultBaseURL = "https://openrouter.ai/api/v1"

    private let call: ProviderCall<OpenRouterChat>

    /// `tenantEgress` for models of tenants' own, whose base URLs a tenant chose.
    package init(
        egress: EgressClient, tenantEgress: EgressClient, key: Secret?,
        baseURL: String = OpenRouterProvider.defaultBaseURL
    ) {
        call = ProviderCall(
            wire: OpenRouterChat(),
            transport: ProviderTransport(
                egress: egress, tenantEgress: tenantEgress, baseURL: baseURL, key: key, keyHeader: .bearer),
            now: { HTTPDate.now() })
    }

    package func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse {
        try await call.complete(request)
    }
}

/// The wire is `OpenAIChat`'s; here is what OpenRouter adds.
struct OpenRouterChat: ProviderWire {
    private let chat = OpenAIChat()

    func path(for request: ModelRequest) -> String { chat.path(for: request) }

    /// Who asks, for OpenRouter's own lists: the product, never a tenant. The product has no site, and the name of another's
    /// would be a lie.
    func headers(for request: ModelRequest) -> [HTTPHeader] {
        [
            HTTPHeader(name: "HTTP-Referer", value: "https://agenthub.invalid"),
            HTTPHeader(name: "X-Title", value: "AgentHub"),
        ]
    }

    func body(for request: ModelRequest, base: String) -> JSONValue {
        guard case .object(var body) = chat.body(for: request, base: base) else { return [:] }
        body["usage"] = ["include": true]
        if !request.tools.isEmpty || request.responseSchema != nil {
            // Not by a server that passes over what it does not know.
            body["provider"] = ["require_parameters": true]
        }
        return .object(body)
    }

    /// A model that failed after the status was sent is told in the body: for the whole answer, or for its one choice.
    func response(_ json: JSONValue, to request: ModelRequest) throws(ModelError) -> ModelResponse {
        let choice = json["choices"]?.arrayValue?.first
        if let failed = [json, choice].compactMap({ $0 }).first(where: { $0["error"]?.objectValue != nil }) {
            var error = ProviderErrors.error(
                status: OpenAIWire.Failure(failed).status ?? 502, headers: [], complaint: complaint(failed),
                now: HTTPDate(seconds: 0))
            if let usage = json["usage"].flatMap({ OpenAIWire.Usage($0) }) {
                error.progress = .begun(usage: OpenAIMapping.usage(usage), receivedBytes: 0)
            }
            throw error
        }
        if choice?["finish_reason"] == "error" { throw ModelError(.malformed, "the provider's answer broke off") }
        return try chat.response(json, to: request)
    }

    func reading(of request: ModelRequest) -> OpenAIStreamReading { chat.reading(of: request) }

    func complaint(_ body: JSONValue) -> ProviderComplaint {
        var complaint = chat.complaint(body)
        // A moderation's objection has its reasons; its status is that of a key that may not.
        if body["error"]?["metadata"]?["reasons"]?.arrayValue != nil { complaint.speaksOfContentPolicy = true }
        return complaint
    }
}
