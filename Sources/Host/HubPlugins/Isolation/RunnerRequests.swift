import PluginABI
import RunnerProtocol
import Synchronization

/// Answers what a plugin asks of the host's services through its runner, by the same entrances as a plugin in this process.
struct RunnerRequests: Sendable {
    let services: HostBridge.Services

    /// Serves a request; what `send` is given goes to the runner. It does not wait. The status that the plugin is told at once.
    func serve(_ frame: RunnerFrame, send: @escaping @Sendable (ahr_header, ServiceReply?) -> Void) -> Int32 {
        let reply = RequestReply(request: frame.head.subject, send: send)
        let status = admit(frame) { reply.deliver($0) }
        reply.accepted(status)
        return status
    }

    private func admit(_ frame: RunnerFrame, deliver: @escaping ServiceDesk.Delivery) -> Int32 {
        guard let service = Self.service(Int(frame.head.code)), services.granted.contains(service) else {
            return ABIStatus.unsupported
        }
        var cursor = FrameCursor(frame.payload)
        let call = frame.head.object
        switch Int(frame.head.code) {
        case AHR_REQUEST_HTTP:
            guard let head = cursor.counted() else { return malformed() }
            guard let head = head.copy(limit: HTTPServiceHead.maximumBytes),
                let body = cursor.rest.copy(limit: Int(AH_MAX_HTTP_BODY))
            else { return ABIStatus.tooLarge }
            return HTTPBridge.request(services, call, head: head, body: body, deliver: deliver)
        case AHR_REQUEST_KV_GET:
            return KeyValueBridge.get(services, call, cursor.rest.copy(limit: Int(AH_MAX_KV_KEY)), deliver: deliver)
        case AHR_REQUEST_KV_PUT:
            guard let key = cursor.counted() else { return malformed() }
            return KeyValueBridge.put(
                services, call, key.copy(limit: Int(AH_MAX_KV_KEY)), cursor.rest.copy(limit: Int(AH_MAX_KV_VALUE)),
                seconds: frame.head.number, deliver: deliver)
        case AHR_REQUEST_KV_REMOVE:
            return KeyValueBridge.remove(services, call, cursor.rest.copy(limit: Int(AH_MAX_KV_KEY)), deliver: deliver)
        case AHR_REQUEST_CREDENTIAL:
            return CredentialBridge.give(
                services, call, cursor.rest.text(limit: CredentialService.maximumName), deliver: deliver)
        case AHR_REQUEST_RESOLVE:
            return EgressBridge.resolve(
                services, call, cursor.rest.text(limit: EgressService.maximumName), port: frame.head.number,
                deliver: deliver)
        case AHR_REQUEST_EMBED:
            guard let request = cursor.rest.copy(limit: EmbeddingServiceRequest.maximumBytes) else {
                return ABIStatus.tooLarge
            }
            return EmbeddingBridge.embed(services, call, request, deliver: deliver)
        case AHR_REQUEST_BLOB_READ:
            guard let offset = cursor.uint64() else { return malformed() }
            return BlobBridge.read(
                services, call, cursor.rest.text(limit: BlobService.maximumID), offset: offset,
                length: frame.head.number, deliver: deliver)
        case AHR_REQUEST_BLOB_WRITE:
            guard let head = cursor.counted() else { return malformed() }
            guard let head = head.copy(limit: BlobWriteHead.maximumBytes),
                let piece = cursor.rest.copy(limit: Int(AH_MAX_BLOB_PIECE))
            else { return ABIStatus.tooLarge }
            return BlobBridge.write(services, call, head: head, piece, deliver: deliver)
        case AHR_REQUEST_EMIT:
            guard let chunk = cursor.rest.copy(limit: StreamService.maximumChunk) else { return ABIStatus.tooLarge }
            return services.stream.emit(chunk, of: call, at: services.desk, room: deliver)
        case _:
            return ABIStatus.unsupported
        }
    }

    /// The service that a request is for; nil: this host has none.
    private static func service(_ code: Int) -> HostService? {
        switch code {
        case AHR_REQUEST_HTTP: .http
        case AHR_REQUEST_KV_GET, AHR_REQUEST_KV_PUT, AHR_REQUEST_KV_REMOVE: .keyValue
        case AHR_REQUEST_CREDENTIAL: .credentials
        case AHR_REQUEST_RESOLVE: .egress
        case AHR_REQUEST_EMBED: .embedding
        case AHR_REQUEST_BLOB_READ, AHR_REQUEST_BLOB_WRITE: .blob
        case AHR_REQUEST_EMIT: .stream
        case _: nil
        }
    }

    private func malformed() -> Int32 {
        services.desk.note(malformed: "a request's frame is too short")
        return ABIStatus.invalidInput
    }
}

/// The answer to one request: whether it was accepted, and then its reply, in this order, whichever is known first.
private final class RequestReply: Sendable {
    private struct State {
        var isAccepted = false
        var early: ServiceReply?
    }

    private let request: UInt64
    private let send: @Sendable (ahr_header, ServiceReply?) -> Void
    private let state = Mutex(State())

    init(request: UInt64, send: @escaping @Sendable (ahr_header, ServiceReply?) -> Void) {
        self.request = request
        self.send = send
    }

    func accepted(_ status: Int32) {
        send(ahr_header(AHR_ACCEPTED, status: status, subject: request), nil)
        let early = state.withLock { state in
            state.isAccepted = true
            defer { state.early = nil }
            return state.early
        }
        if let early { done(early) }
    }

    func deliver(_ reply: ServiceReply) {
        let isAccepted = state.withLock { state in
            if !state.isAccepted { state.early = reply }
            return state.isAccepted
        }
        if isAccepted { done(reply) }
    }

    private func done(_ reply: ServiceReply) {
        send(
            ahr_header(
                AHR_DONE, status: reply.status, number: UInt32(bitPattern: reply.httpStatus), subject: request), reply)
    }
}
