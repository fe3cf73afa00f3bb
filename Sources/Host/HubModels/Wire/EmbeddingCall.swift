import HubCore
import HubEgress

/// What is particular to a provider in its embeddings.
protocol EmbeddingWire: Sendable {
    /// Below the base URL: `/embeddings`.
    func path(for request: EmbeddingRequest) -> String
    /// `request.texts` are one batch.
    func body(for request: EmbeddingRequest, base: String) -> JSONValue
    /// The vectors in the texts' order, as they came, and what was counted; nil where it is not what the API says.
    func response(_ json: JSONValue, to request: EmbeddingRequest) -> EmbeddingResponse?
    func complaint(_ body: JSONValue) -> ProviderComplaint
}

/// Embeds over HTTP, for any provider: batch after batch.
struct EmbeddingCall<Wire: EmbeddingWire>: Sendable {
    /// Texts of one call. Fewer than any API takes (OpenAI 2048, Gemini 100), so that an answer of 3072 numbers a text,
    /// written in digits, stays below `ProviderTransport.responseLimit`.
    static var batchLimit: Int { 48 }

    let wire: Wire
    let transport: ProviderTransport
    let now: @Sendable () -> HTTPDate

    func embed(_ request: EmbeddingRequest) async throws(ModelError) -> EmbeddingResponse {
        var whole = EmbeddingResponse(vectors: [], usage: .zero)
        whole.vectors.reserveCapacity(request.texts.count)
        while whole.vectors.count < request.texts.count {
            var batch = request
            batch.texts = Array(request.texts[whole.vectors.count...].prefix(Self.batchLimit))
            do throws(ModelError) {
                let part = try await embed(batch: batch)
                whole.vectors += part.vectors
                // One call that nobody counted makes the sum unknown.
                whole.usage = whole.usage.flatMap { sum in part.usage.map { sum + $0 } }
            } catch {
                throw Self.failure(error, after: whole, of: request)
            }
        }
        return whole
    }

    /// What earlier calls had used is not lost by a later one's failure. Where that one may have been paid for too, nobody
    /// has counted the whole.
    private static func failure(
        _ error: ModelError, after whole: EmbeddingResponse, of request: EmbeddingRequest
    ) -> ModelError {
        guard !whole.vectors.isEmpty else { return error }
        var error = error
        error.progress = .begun(usage: error.progress == .nothing ? whole.usage : nil, receivedBytes: 0)
        return error
    }

    private func embed(batch: EmbeddingRequest) async throws(ModelError) -> EmbeddingResponse {
        let stream: EgressStream
        do throws(EgressError) {
            stream = try await transport.post(
                wire.body(for: batch, base: transport.base(of: batch.model)), to: wire.path(for: batch),
                for: batch.model, key: batch.key, accept: "application/json", headers: [],
                traceparent: batch.traceparent, deadline: batch.deadline)
        } catch {
            throw ProviderErrors.error(error)
        }
        let json = try await json(of: stream)
        guard stream.status == 200 else {
            throw ProviderErrors.error(
                status: stream.status, headers: stream.headers, complaint: json.map(wire.complaint) ?? .none, now: now()
            )
        }
        guard let response = json.flatMap({ wire.response($0, to: batch) }),
            response.vectors.count == batch.texts.count
        else { throw ModelError(.malformed, "the provider's answer has not a vector for each text") }
        guard response.vectors.allSatisfy({ $0.count == batch.dimensions }) else {
            throw ModelError(.malformed, "the provider's vectors have not \(batch.dimensions) dimensions")
        }
        guard response.vectors.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            throw ModelError(.malformed, "the provider's vectors have numbers that are not finite")
        }
        return response
    }

    /// nil where the body is not JSON, as a proxy's error page; a body that breaks off is an error of a good answer only.
    private func json(of stream: EgressStream) async throws(ModelError) -> JSONValue? {
        let body: [UInt8]
        do throws(EgressError) {
            body = try await stream.collect()
        } catch {
            if stream.status != 200 { return nil }
            throw ProviderErrors.error(error, progress: .unknown)
        }
        return try? JSONValue(parsing: body)
    }
}
