import CCurl
import HubCore
import Logging

/// The one way out: every HTTP request of the host goes through here, under the operator's policy.
///
/// One thread of its own moves all transfers; they share connections. Letting go of the client shuts it down.
package final class EgressClient: Sendable {
    /// Before the first use, once; https://curl.se/libcurl/c/curl_global_init.html is safe to call from any thread.
    private static let library = curl_global_init(Int(CURL_GLOBAL_ALL))

    private let policy: EgressPolicy
    private let limits: EgressLimits
    private let resolver: EgressResolver
    private let inbox = EngineInbox()

    package init(
        policy: EgressPolicy, limits: EgressLimits = EgressLimits(), trust: EgressTrust = .system, logger: Logger
    ) {
        precondition(Self.library == CURLE_OK, "libcurl could not be initialised")
        self.policy = policy
        self.limits = limits
        resolver = EgressResolver(policy: policy)
        TransferEngine.launch(inbox: inbox, limits: limits, trust: trust, logger: logger)
    }

    deinit { inbox.send(.shutDown) }

    /// Sends, and waits for the whole response. Cancelling the task ends the transfer at once.
    package func send(_ request: EgressRequest) async throws(EgressError) -> EgressResponse {
        let transfer = prepare(request)
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.submit(.whole { continuation.resume(returning: $0) })
            }
        } onCancel: {
            transfer.cancel()
        }.get()
    }

    /// Sends, and gives the outcome to `completion` exactly once, on the engine's own thread: it must not block. After
    /// the shutdown it is given before this returns.
    package func start(
        _ request: EgressRequest,
        completion: @escaping @Sendable (Result<EgressResponse, EgressError>) -> Void
    ) -> EgressTransfer {
        let transfer = prepare(request)
        transfer.submit(.whole(completion))
        return transfer
    }

    /// Sends, and returns as soon as status and headers are there; the deadline goes on for the body.
    package func stream(_ request: EgressRequest) async throws(EgressError) -> EgressStream {
        let transfer = prepare(request)
        let channel = StreamChannel(capacity: limits.streamBufferBytes)
        let reader = StreamReader(channel: channel, transfer: transfer)
        transfer.submit(.stream(channel))
        return EgressStream(head: try await reader.head(), reader: reader)
    }

    /// For those who open sockets themselves: the addresses of a host, numeric, that the policy lets requests of this client
    /// connect to at the port, in the order in which to try them; at least one. Whoever connects takes one of these and not
    /// the name, which may mean another machine a moment later.
    package func resolve(_ name: String, port: UInt16, by deadline: Deadline) async throws(EgressError) -> [String] {
        try await resolver.addresses(of: name, port: port, by: deadline).map(\.text)
    }

    /// Ends what is under way with `shutDown`, refuses what comes later, and returns when the engine has ended.
    package func shutdown() async {
        inbox.send(.shutDown)
        await inbox.ended()
    }

    /// Requests that wait until others to their origin, or others at all, have ended.
    package var waiting: Int { inbox.waiting }

    private func prepare(_ request: EgressRequest) -> EgressTransfer {
        EgressTransfer(Transfer(request, policy: policy, limits: limits), inbox: inbox)
    }
}
