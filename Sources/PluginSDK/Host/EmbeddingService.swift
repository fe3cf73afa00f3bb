import PluginABI

/// Makes vectors of texts by the model that the tenant chose for it.
public struct EmbeddingService: Sendable {
    /// What the vectors are: those of different models are never compared.
    public struct Space: Sendable, Hashable {
        /// An opaque name.
        public let model: String
        /// Numbers of each vector.
        public let dimensions: Int
    }

    /// What a text is embedded for. Some models make other vectors of what is asked than of what is searched.
    public enum Purpose: String, Sendable {
        /// A text that is to be found.
        case document
        /// What it is to be found by.
        case query
    }

    let call: Call

    /// Nil: the tenant has chosen no model for vectors, or the service is not granted.
    public var space: Space? {
        guard let service = call.host.embedding else { return nil }
        var json = ah_bytes()
        guard service.pointee.describe(call.host.table, call.id.rawValue, &json) == ah_status(AH_OK),
            let document = try? JSON(parsing: json.copy), let model = document["model"]?.stringValue,
            let dimensions = document["dimensions"]?.numberValue?.intValue, dimensions > 0
        else { return nil }
        return Space(model: model, dimensions: dimensions)
    }

    /// A vector for each text, in order. `texts`: 1 to 256, none empty, together at most 1 MB. `completion` runs exactly once,
    /// on a thread of the host's or, when the request is refused at once, on this one; it must not wait.
    public func embed(
        _ texts: [String], for purpose: Purpose,
        completion: @escaping @Sendable (Result<[[Float]], ToolError>) -> Void
    ) {
        guard let service = call.host.embedding else {
            return completion(.failure(.notGranted(AH_EXT_HOST_EMBEDDING)))
        }
        let request: JSON = ["purpose": .string(purpose.rawValue), "texts": .array(texts.map { .string($0) })]
        ServiceRequest<[[Float]]>.start(completion) { user in
            lending(request.bytes) { service.pointee.embed(call.host.table, call.id.rawValue, $0, Self.done, user) }
        }
    }

    private static let done: ah_done = { user, status, result in
        guard status == ah_status(AH_OK) else {
            return ServiceRequest<[[Float]]>.finish(
                user, .failure(ToolError(status: status, document: result.copy)))
        }
        guard let vectors = vectors(of: result.copy) else {
            return ServiceRequest<[[Float]]>.finish(
                user, .failure(ToolError(.internal, "The host's vectors have not the size that they say.")))
        }
        ServiceRequest<[[Float]]>.finish(user, .success(vectors))
    }

    /// Rows and dimensions, then the numbers; all of 32 bits, little-endian.
    private static func vectors(of bytes: [UInt8]) -> [[Float]]? {
        func word(_ index: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[4 * index + $1]) << (8 * UInt32($1)) }
        }
        guard bytes.count >= 8 else { return nil }
        let (rows, dimensions) = (Int(word(0)), Int(word(1)))
        let (numbers, overflow) = rows.multipliedReportingOverflow(by: dimensions)
        guard !overflow, bytes.count - 8 == 4 * numbers else { return nil }
        return (0..<rows).map { row in
            (0..<dimensions).map { Float(bitPattern: word(2 + row * dimensions + $0)) }
        }
    }
}
