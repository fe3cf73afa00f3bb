import HubCore
import PluginABI

/// The ABI's `embedding` service over whatever embeds for the call's tenant.
struct EmbeddingService: Sendable {
    func embed(_ asked: EmbeddingServiceRequest, for admitted: AdmittedRequest) {
        let request = admitted.request
        guard let embedder = admitted.call.embedder else {
            return request.finish(.failure(ABIStatus.unavailable, "The tenant has chosen no model for embeddings."))
        }
        let deadline = admitted.call.deadline
        // A plugin's thread begins this and does not wait; the request bounds and ends it.
        let task = Task {
            do throws(ModelError) {
                let vectors = try await embedder.embed(asked.texts, for: asked.purpose, by: deadline)
                request.finish(Self.reply(vectors, dimensions: embedder.space.dimensions))
            } catch {
                request.finish(.failure(Self.status(of: error.kind), error.message, kind: error.kind.rawValue))
            }
        }
        request.whenCancelled { task.cancel() }
    }

    private static func reply(_ vectors: [[Float]], dimensions: Int) -> ServiceReply {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + 4 * vectors.count * dimensions)
        func append(_ value: UInt32) {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: value >> shift))
            }
        }
        append(UInt32(vectors.count))
        append(UInt32(dimensions))
        for vector in vectors { for number in vector { append(number.bitPattern) } }
        return ServiceReply(status: ABIStatus.ok, body: bytes)
    }

    private static func status(of kind: ModelError.Kind) -> Int32 {
        switch kind {
        case .authorization: ABIStatus.authorization
        case .rateLimited: ABIStatus.rateLimited
        case .overloaded, .malformed, .connection: ABIStatus.upstream
        case .contextTooLong: ABIStatus.tooLarge
        case .refused: ABIStatus.denied
        case .timeout: ABIStatus.deadline
        case .cancelled: ABIStatus.cancelled
        case .unsupported: ABIStatus.unsupported
        }
    }
}
