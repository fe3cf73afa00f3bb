import HubCore
import HubEgress

/// Gemini's embeddings (https://ai.google.dev/api/embeddings). They are not counted in the answer, so that the usage is
/// mostly unknown.
package struct GeminiEmbeddings: EmbeddingProvider {
    private let call: EmbeddingCall<GeminiEmbeddingWire>

    /// As `GeminiProvider`.
    package init(
        egress: EgressClient, tenantEgress: EgressClient, key: Secret?, baseURL: String = GeminiProvider.defaultBaseURL
    ) {
        call = EmbeddingCall(
            wire: GeminiEmbeddingWire(),
            transport: ProviderTransport(
                egress: egress, tenantEgress: tenantEgress, baseURL: baseURL, key: key, keyHeader: .gemini),
            now: { HTTPDate.now() })
    }

    package func embed(_ request: EmbeddingRequest) async throws(ModelError) -> EmbeddingResponse {
        try await call.embed(request)
    }
}

struct GeminiEmbeddingWire: EmbeddingWire {
    func path(for request: EmbeddingRequest) -> String {
        "\(GeminiContent.path(of: request.model)):batchEmbedContents"
    }

    func body(for request: EmbeddingRequest, base: String) -> JSONValue {
        let task = request.purpose == .document ? "RETRIEVAL_DOCUMENT" : "RETRIEVAL_QUERY"
        return [
            "requests": .array(
                request.texts.map { text in
                    [
                        "model": .string("models/\(request.model.name)"),
                        "content": ["parts": [["text": .string(text)]]], "taskType": .string(task),
                        "outputDimensionality": .int(request.dimensions),
                    ]
                })
        ]
    }

    func response(_ json: JSONValue, to request: EmbeddingRequest) -> EmbeddingResponse? {
        guard let embeddings = json["embeddings"]?.arrayValue else { return nil }
        let vectors = embeddings.compactMap { $0["values"].flatMap(EmbeddingVector.numbers) }
        guard vectors.count == embeddings.count else { return nil }
        return EmbeddingResponse(
            vectors: vectors, usage: json["usageMetadata"].flatMap { GeminiWire.Usage($0) }.map(GeminiMapping.usage))
    }

    func complaint(_ body: JSONValue) -> ProviderComplaint { GeminiWire.Failure(body).complaint }
}
