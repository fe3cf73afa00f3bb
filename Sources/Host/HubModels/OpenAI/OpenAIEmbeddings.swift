import FoundationEssentials
import HubCore
import HubEgress

/// OpenAI's embeddings (https://platform.openai.com/docs/api-reference/embeddings), and any server that speaks the same
/// API. It knows no purpose: one model makes the same vectors of questions and of documents.
package struct OpenAIEmbeddings: EmbeddingProvider {
    private let call: EmbeddingCall<OpenAIEmbeddingWire>

    /// As `OpenAIProvider`.
    package init(
        egress: EgressClient, tenantEgress: EgressClient, key: Secret?, baseURL: String = OpenAIProvider.defaultBaseURL
    ) {
        call = EmbeddingCall(
            wire: OpenAIEmbeddingWire(),
            transport: ProviderTransport(
                egress: egress, tenantEgress: tenantEgress, baseURL: baseURL, key: key, keyHeader: .bearer),
            now: { HTTPDate.now() })
    }

    package func embed(_ request: EmbeddingRequest) async throws(ModelError) -> EmbeddingResponse {
        try await call.embed(request)
    }
}

struct OpenAIEmbeddingWire: EmbeddingWire {
    func path(for request: EmbeddingRequest) -> String { "/embeddings" }

    func body(for request: EmbeddingRequest, base: String) -> JSONValue {
        var members: JSONObject = [
            "model": .string(request.model.name), "input": .strings(request.texts), "encoding_format": "base64",
        ]
        // Models before the third generation, and those of most other servers, have one size and refuse the question.
        if request.model.name.hasPrefix("text-embedding-3") { members["dimensions"] = .int(request.dimensions) }
        return .object(members)
    }

    func response(_ json: JSONValue, to request: EmbeddingRequest) -> EmbeddingResponse? {
        guard let data = json["data"]?.arrayValue, data.count == request.texts.count else { return nil }
        var vectors = [[Float]?](repeating: nil, count: data.count)
        for (position, element) in data.enumerated() {
            let index = element["index"]?.intValue ?? position
            guard vectors.indices.contains(index), vectors[index] == nil, let value = element["embedding"],
                let vector = Self.vector(value)
            else { return nil }
            vectors[index] = vector
        }
        return EmbeddingResponse(vectors: vectors.compactMap { $0 }, usage: Self.usage(json["usage"]))
    }

    func complaint(_ body: JSONValue) -> ProviderComplaint { OpenAIWire.Failure(body).complaint }

    /// Little-endian floats of 32 bits in base64, or a list where a server passes over `encoding_format`.
    private static func vector(_ value: JSONValue) -> [Float]? {
        guard let text = value.stringValue else { return EmbeddingVector.numbers(value) }
        guard let bytes = Data(base64Encoded: text).map([UInt8].init), bytes.count.isMultiple(of: 4) else { return nil }
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            // The last byte is the highest.
            let bits = bytes[start..<start + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return Float(bitPattern: bits)
        }
    }

    /// There are no completion tokens, and some servers leave them out.
    private static func usage(_ json: JSONValue?) -> TokenUsage? {
        (json?["prompt_tokens"] ?? json?["total_tokens"])?.tokenCount.map {
            TokenUsage(inputTokens: $0, outputTokens: 0)
        }
    }
}

/// A vector in digits.
enum EmbeddingVector {
    /// nil where it is no list of numbers.
    static func numbers(_ value: JSONValue) -> [Float]? {
        guard let elements = value.arrayValue else { return nil }
        var vector: [Float] = []
        vector.reserveCapacity(elements.count)
        for element in elements {
            guard let number = element.doubleValue else { return nil }
            vector.append(Float(number))
        }
        return vector
    }
}
