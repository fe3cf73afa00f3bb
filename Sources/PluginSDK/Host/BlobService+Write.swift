import PluginABI

extension BlobService {
    /// A blob that the call writes, as it stands in the call's result: `{"blob": "ID"}`, with a `name` beside it where it has one.
    public struct Written: Sendable, Hashable {
        /// What the host calls it; the call reads it by that.
        public let id: String
        /// Bytes so far.
        public let size: Int

        /// For the result, once the blob has its end.
        public func reference(named name: String? = nil) -> JSON {
            .object([JSONMember("blob", .string(id))] + (name.map { [JSONMember("name", .string($0))] } ?? []))
        }
    }

    /// Begins a blob with its first piece (at most 1 MB). Only one with an end (`last`) can stand in the call's result, and only there it is
    /// kept: as a file of whoever asks. `completion` runs exactly once, as that of `read`.
    public func write(
        _ piece: [UInt8], mediaType: String, last: Bool,
        completion: @escaping @Sendable (Result<Written, ToolError>) -> Void
    ) { write(piece, JSONMember("media_type", .string(mediaType)), last, completion) }

    /// Adds the next piece to a blob that has no end yet; when the piece before is taken.
    public func append(
        _ piece: [UInt8], to blob: Written, last: Bool,
        completion: @escaping @Sendable (Result<Written, ToolError>) -> Void
    ) { write(piece, JSONMember("blob", .string(blob.id)), last, completion) }

    /// Writes a whole blob in as many pieces as it takes, and waits for it, on a thread that may wait: for types whose effects say
    /// `.blocking`.
    public func writeWaiting(_ bytes: [UInt8], mediaType: String) throws(ToolError) -> Written {
        var sent = min(bytes.count, Self.maximumPiece)
        var blob = try Waiting.result { done in
            write(Array(bytes[..<sent]), mediaType: mediaType, last: sent == bytes.count, completion: done)
        }
        while sent < bytes.count {
            let end = min(bytes.count, sent + Self.maximumPiece)
            blob = try Waiting.result { [sent, blob] done in
                append(Array(bytes[sent..<end]), to: blob, last: end == bytes.count, completion: done)
            }
            sent = end
        }
        return blob
    }

    private func write(
        _ piece: [UInt8], _ target: JSONMember, _ isLast: Bool,
        _ completion: @escaping @Sendable (Result<Written, ToolError>) -> Void
    ) {
        guard let service = call.host.blob else { return completion(.failure(.notGranted(AH_EXT_HOST_BLOB))) }
        guard piece.count <= Self.maximumPiece else {
            return completion(.failure(ToolError(.tooLarge, "A piece of a blob has at most 1 MB.")))
        }
        let head = JSON.object([target] + (isLast ? [JSONMember("last", true)] : []))
        ServiceRequest<Written>.start(completion) { user in
            lending(head.bytes) { head in
                lending(piece) { piece in
                    service.pointee.write(call.host.table, call.id.rawValue, head, piece, Self.written, user)
                }
            }
        }
    }

    private static let written: ah_done = { user, status, result in
        let bytes = result.copy
        guard status == ah_status(AH_OK) else {
            return ServiceRequest<Written>.finish(user, .failure(ToolError(status: status, document: bytes)))
        }
        let document = (try? JSON(parsing: bytes)) ?? .null
        guard let id = document["blob"]?.stringValue, let size = document["size"]?.numberValue?.intValue else {
            return ServiceRequest<Written>.finish(
                user, .failure(ToolError(.internal, "The host did not say what it has written.")))
        }
        ServiceRequest<Written>.finish(user, .success(Written(id: id, size: size)))
    }
}
