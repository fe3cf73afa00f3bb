import HubCore
import HubEgress

/// Google's Gemini API with tools, streamed and not. A model's base URL is what stands before `/v1beta/models/…`.
///
/// The key is in a header and never in the URL, which proxies write down.
package struct GeminiProvider: ModelProvider {
    package static let defaultBaseURL = "https://generativelanguage.googleapis.com"

    private let call: ProviderCall<GeminiContent>

    /// `tenantEgress` for models of tenants' own, whose base URLs a tenant chose.
    package init(
        egress: EgressClient, tenantEgress: EgressClient, key: Secret?, baseURL: String = GeminiProvider.defaultBaseURL
    ) {
        self.init(egress: egress, tenantEgress: tenantEgress, key: key, baseURL: baseURL, now: { HTTPDate.now() })
    }

    init(
        egress: EgressClient, tenantEgress: EgressClient, key: Secret?, baseURL: String,
        now: @escaping @Sendable () -> HTTPDate
    ) {
        call = ProviderCall(
            wire: GeminiContent(),
            transport: ProviderTransport(
                egress: egress, tenantEgress: tenantEgress, baseURL: baseURL, key: key, keyHeader: .gemini),
            now: now)
    }

    package func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse {
        try await call.complete(request)
    }
}

extension ProviderTransport.KeyHeader {
    static let gemini = ProviderTransport.KeyHeader(name: "x-goog-api-key", prefix: "")
}

/// The API's generation of content.
struct GeminiContent: ProviderWire {
    func path(for request: ModelRequest) -> String {
        let method = request.textSink == nil ? "generateContent" : "streamGenerateContent?alt=sse"
        return "\(Self.path(of: request.model)):\(method)"
    }

    /// `/v1beta/models/gemini-2.5-flash`.
    static func path(of model: LanguageModel) -> String { "/v1beta/models/\(URLSegment.encoded(model.name))" }

    func headers(for request: ModelRequest) -> [HTTPHeader] { [] }

    func body(for request: ModelRequest, base: String) -> JSONValue { GeminiMapping.request(request).json }

    func response(_ json: JSONValue, to request: ModelRequest) throws(ModelError) -> ModelResponse {
        guard let response = GeminiWire.Response(json) else {
            throw ModelError(.malformed, "the provider's answer has no candidate")
        }
        if let failure = response.failure {
            throw ProviderErrors.error(
                status: failure.code ?? 500, headers: [], complaint: failure.complaint, now: HTTPDate(seconds: 0))
        }
        return try GeminiMapping.response(response)
    }

    func reading(of request: ModelRequest) -> GeminiStreamReading { GeminiStreamReading() }

    func complaint(_ body: JSONValue) -> ProviderComplaint { GeminiWire.Failure(body).complaint }
}
