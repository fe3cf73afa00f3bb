/// What Redis answered.
package enum RedisReply: Sendable, Hashable {
    case null
    case integer(Int64)
    /// A string, or a status such as `OK`.
    case bytes([UInt8])
    case array([RedisReply])
    /// The code at the start of an error's text.
    case error(code: String)
}

extension RedisReply {
    package var bytesValue: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
    package var integerValue: Int64? { if case .integer(let value) = self { value } else { nil } }
    package var arrayValue: [RedisReply]? { if case .array(let elements) = self { elements } else { nil } }
    package var textValue: String? { bytesValue.map { String(decoding: $0, as: UTF8.self) } }
}
