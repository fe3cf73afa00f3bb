import HubCore
import PluginABI

/// The ABI's `blob` service over what the call may read and what it writes.
struct BlobService: Sendable {
    static let maximumID = 256

    func read(_ id: String, offset: UInt64, length: Int, for admitted: AdmittedRequest) {
        let (call, request) = (admitted.call, admitted.request)
        if let piece = call.written.read(id, offset: offset, length: length) {
            return request.finish(ServiceReply(status: ABIStatus.ok, body: piece))
        }
        // Whatever the call's blobs would give: a plugin reads what its caller named, and guesses nothing.
        guard let blobs = call.blobs, BlobNames(input: call.arguments).contains(id) else {
            return request.finish(Self.notFound)
        }
        // A plugin's thread begins this and does not wait; the request bounds and ends it.
        let task = Task {
            do throws(DocumentFailure) {
                let piece = try await blobs.read(
                    id, offset: Int(clamping: offset), length: length, by: call.deadline)
                guard let piece else { return request.finish(Self.notFound) }
                request.finish(ServiceReply(status: ABIStatus.ok, body: Array(piece.prefix(length))))
            } catch {
                request.finish(.failure(Self.status(of: error.code), error.message, kind: error.code.rawValue))
            }
        }
        request.whenCancelled { task.cancel() }
    }

    /// The same words for what is not there, is another's, or was not named.
    private static let notFound = ServiceReply.failure(
        ABIStatus.notFound, "The call has no such file.", kind: "not_found")

    private static func status(of code: DocumentFailure.Code) -> Int32 {
        switch code {
        case .broken, .encrypted, .empty: ABIStatus.invalidInput
        case .tooLarge: ABIStatus.tooLarge
        case .unsupported: ABIStatus.unsupported
        case .deadline: ABIStatus.deadline
        case .unavailable: ABIStatus.unavailable
        case .cancelled: ABIStatus.cancelled
        }
    }
}
