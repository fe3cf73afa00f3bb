import CCurl
import HubCore

/// One request on its way, over all its hops.
// SAFETY: the `let`s are Sendable; everything else is touched by the engine's thread only, from the submission on.
final class Transfer: @unchecked Sendable {
    enum Stage {
        case new
        case cancelledBeforeSubmission
        case waiting(Origin)
        case active(EasyHandle, Origin)
        case ended
    }

    enum BodyVerdict {
        case taken
        /// Not taken: to be offered again when the reader has room.
        case pause
        /// Not taken: `failure` says why the transfer is over.
        case end
    }

    enum Conclusion {
        case finished(Result<EgressResponse, EgressError>)
        /// A redirect: `hop` is the next one.
        case redirected
    }

    let deadline: Deadline
    let maximumBytes: Int
    private let policy: EgressPolicy
    private let limits: EgressLimits

    var stage = Stage.new
    private(set) var hop: Result<PreparedHop, EgressError>
    private var request: EgressRequest
    private var delivery: TransferDelivery?

    // Of the present hop:
    private var head: ResponseHead
    private var body: [UInt8] = []
    private var received = 0
    private var isRedirect = false
    private var failure: EgressError?
    private(set) var deniedAddress: IPAddress?
    private var sendings = 0
    /// Set once nobody reads any more: so many bytes may still come.
    private var rest: Int?

    /// What a server says behind an answer's end; more would not be worth a connection.
    private static let maximumRest = 16 << 10

    /// Checks and prepares the request, on the caller's thread.
    init(_ request: EgressRequest, policy: EgressPolicy, limits: EgressLimits) {
        self.request = request
        self.policy = policy
        self.limits = limits
        deadline = request.deadline
        maximumBytes = request.maximumResponseBytes
        head = ResponseHead(maximumBytes: limits.headerBytes, maximumLines: limits.headerCount)
        hop = Self.prepare(request, policy)
    }

    var isStreamed: Bool {
        if case .stream = delivery { true } else { false }
    }

    /// Names whom the transfer is for in messages; nothing else of the URL may be told.
    var host: String {
        switch hop {
        case .success(let hop): hop.url.origin.host
        case .failure: "the host"
        }
    }

    func begin(_ delivery: TransferDelivery) { self.delivery = delivery }

    /// What still arrives is dropped.
    func release() { rest = Self.maximumRest }

    /// Gives the outcome to whoever waits for it, once; a later call does nothing.
    func end(_ result: Result<EgressResponse, EgressError>) {
        stage = .ended
        let receiver = delivery
        delivery = nil
        receiver?.finish(result)
    }

    /// Whether a connection to this address may serve the present hop.
    func permits(_ address: IPAddress?) -> Bool {
        guard let address, case .success(let hop) = hop else { return false }
        if policy.allows(address, port: hop.url.origin.port, ofNamedHost: hop.hostIsNamed) { return true }
        deniedAddress = address
        return false
    }

    /// Asked before each sending: a second one means that a kept connection was lost, with or without the first.
    func maySend() -> Bool {
        sendings += 1
        guard sendings > 1, case .success(let hop) = hop, !hop.isRepeatable else { return true }
        failure = EgressError(.connection, "\(host) closed the connection before it answered")
        return false
    }

    /// False when the transfer is over.
    func take(headerLine line: UnsafeRawBufferPointer) -> Bool {
        switch head.take(line) {
        case .incomplete: return true
        case .complete:
            headIsComplete()
            return true
        case .tooLarge: failure = EgressError(.tooLarge, "the response headers of \(host) are larger than the limit")
        case .malformed: failure = EgressError(.protocolError, "the response headers of \(host) are malformed")
        }
        return false
    }

    func take(body bytes: UnsafeRawBufferPointer) -> BodyVerdict {
        guard bytes.count <= maximumBytes - received else {
            failure = TransferFailure.tooLarge(host, limit: maximumBytes)
            return .end
        }
        if let rest {
            guard bytes.count <= rest else {
                failure = TransferFailure.tooLarge(host, limit: Self.maximumRest)
                return .end
            }
            self.rest = rest - bytes.count
        } else if case .stream(let channel) = delivery, !isRedirect {
            guard channel.offer(bytes) else { return .pause }
        } else if !isRedirect {
            body.append(contentsOf: bytes)
        }
        received += bytes.count
        return .taken
    }

    /// What the end of a hop means.
    func conclude(_ code: CURLcode, systemError: Int) -> Conclusion {
        if let failure { return .finished(.failure(failure)) }
        if deniedAddress != nil, code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK {
            return .finished(
                .failure(EgressError.denied(host)))
        }
        guard code != CURLE_FILESIZE_EXCEEDED else {
            return .finished(.failure(TransferFailure.tooLarge(host, limit: maximumBytes)))
        }
        guard code == CURLE_OK, head.isComplete else {
            // libcurl counts in milliseconds, and its clock stands a little behind.
            let isOver = deadline.remaining < .milliseconds(5)
            return .finished(
                .failure(
                    TransferFailure.error(code, host: host, deadlineHasPassed: isOver, systemError: systemError)))
        }
        guard isRedirect else {
            return .finished(
                .success(EgressResponse(status: head.status, headers: head.decodedHeaders, body: body)))
        }
        return redirect()
    }

    private func headIsComplete() {
        isRedirect = request.redirects != .hand && Redirect.location(status: head.status, headers: head.headers) != nil
        guard !isRedirect else { return }
        switch delivery {
        case .stream(let channel): channel.open(status: head.status, headers: head.decodedHeaders)
        case .whole:
            let length = head.headers.value(of: "Content-Length").flatMap { Int($0) } ?? 0
            body.reserveCapacity(max(0, min(length, maximumBytes, 1 << 20)))
        case nil: break
        }
    }

    private func redirect() -> Conclusion {
        guard case .success(let present) = hop,
            let location = Redirect.location(status: head.status, headers: head.headers)
        else { return .finished(.failure(EgressError(.redirect, "\(host) redirects to nowhere"))) }
        do throws(EgressError) {
            request = try Redirect.next(
                after: request, at: present.url, status: head.status, headers: head.headers, location: location)
        } catch {
            return .finished(.failure(error))
        }
        hop = Self.prepare(request, policy)
        head = ResponseHead(maximumBytes: limits.headerBytes, maximumLines: limits.headerCount)
        (body, received, isRedirect, sendings, deniedAddress) = ([], 0, false, 0, nil)
        return .redirected
    }

    private static func prepare(_ request: EgressRequest, _ policy: EgressPolicy) -> Result<PreparedHop, EgressError> {
        Result { () throws(EgressError) in try PreparedHop(request, policy: policy) }
    }
}
