import HubCore

extension BlobService {
    /// Takes the next piece of a blob that the call writes.
    func write(_ head: BlobWriteHead, _ piece: [UInt8], for admitted: AdmittedRequest) {
        let (call, request) = (admitted.call, admitted.request)
        guard call.files != nil else {
            return request.finish(
                .failure(ABIStatus.unavailable, "Nothing that this call makes is kept.", kind: "unavailable"))
        }
        do throws(CallBlobs.Problem) {
            let (id, size): (String, Int)
            switch head.target {
            case .new(let mediaType):
                (id, size) = (
                    try call.written.begin(mediaType, piece, isLast: head.isLast, under: call.mask).description,
                    piece.count
                )
            case .existing(let text):
                guard let known = FileID(text) else { throw .unknown }
                (id, size) = (text, try call.written.append(piece, to: known, isLast: head.isLast, under: call.mask))
            }
            let document: JSONValue = ["blob": .string(id), "size": .int(size)]
            request.finish(ServiceReply(status: ABIStatus.ok, body: document.bytes))
        } catch {
            request.finish(Self.reply(to: error))
        }
    }

    private static func reply(to problem: CallBlobs.Problem) -> ServiceReply {
        switch problem {
        case .unknown: .failure(ABIStatus.notFound, "The call writes no such file.", kind: "not_found")
        case .blobTooLarge: .failure(ABIStatus.tooLarge, "The file is larger than one may be.", kind: "too_large")
        case .callTooLarge:
            .failure(
                ABIStatus.tooLarge, "The files of the call are larger than they may be together.", kind: "too_large")
        case .tooMany: .failure(ABIStatus.tooLarge, "The call writes as many files as it may.", kind: "too_large")
        case .overloaded:
            .failure(ABIStatus.busy, "Too much is being written; try again in a moment.", kind: "overloaded")
        case .empty: .failure(ABIStatus.invalidInput, "A file needs at least one byte.", kind: "empty")
        case .secret:
            .failure(ABIStatus.denied, "The file holds a secret that was given for the call.", kind: "denied")
        }
    }
}
