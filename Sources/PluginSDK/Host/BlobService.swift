import PluginABI

/// What is too large for a call's input or result: reads blobs that the input names by id, and writes new ones.
public struct BlobService: Sendable {
    /// The most bytes that one read gives.
    public static var maximumPiece: Int { Int(AH_MAX_BLOB_PIECE) }

    let call: Call

    /// Up to `length` bytes (at most 1 MB) of the blob from `offset`: fewer only at its end, none past it. Fails with `notFound`
    /// where the call has no such blob. A PDF's pages are blobs of their own, `ID/page/1` and so on: PNG in shades of grey.
    /// `completion` runs exactly once, on a thread of the host's or, when the request is refused at once, on this one; it must
    /// not wait.
    public func read(
        _ id: String, offset: Int, length: Int, completion: @escaping @Sendable (Result<[UInt8], ToolError>) -> Void
    ) {
        guard let service = call.host.blob else { return completion(.failure(.notGranted(AH_EXT_HOST_BLOB))) }
        guard offset >= 0, (1...Self.maximumPiece).contains(length) else {
            return completion(.failure(ToolError(.invalidInput, "A read is of 1 byte to 1 MB, from no less than 0.")))
        }
        ServiceRequest<[UInt8]>.start(completion) { user in
            service.pointee.read(
                call.host.table, call.id.rawValue, id, UInt64(offset), UInt32(length), Self.done, user)
        }
    }

    /// Waits for the same, on a thread that may wait: for types whose effects say `.blocking`.
    public func readWaiting(_ id: String, offset: Int, length: Int) throws(ToolError) -> [UInt8] {
        try Waiting.result { read(id, offset: offset, length: length, completion: $0) }
    }

    private static let done: ah_done = { user, status, result in
        let isRead = status == ah_status(AH_OK)
        ServiceRequest<[UInt8]>.finish(
            user, isRead ? .success(result.copy) : .failure(ToolError(status: status, document: result.copy)))
    }
}
