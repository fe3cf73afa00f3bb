import HubCore
import Logging

/// The one way out: every HTTP request of the host goes through here, under the operator's policy.
package final class EgressClient: Sendable {
    package init(
        policy: EgressPolicy, limits: EgressLimits = EgressLimits(), trust: EgressTrust = .system, logger: Logger
    ) {}

    /// Sends, and waits for the whole response. Cancelling the task ends the transfer at once.
    package func send(_ request: EgressRequest) async throws(EgressError) -> EgressResponse {
        throw EgressError(.shutDown, "not built yet")
    }

    /// Sends, and gives the outcome to `completion` exactly once, on the engine's own thread: it must not block.
    package func start(
        _ request: EgressRequest,
        completion: @escaping @Sendable (Result<EgressResponse, EgressError>) -> Void
    ) -> EgressTransfer {
        completion(.failure(EgressError(.shutDown, "not built yet")))
        return EgressTransfer()
    }

    /// Sends, and returns as soon as status and headers are there.
    package func stream(_ request: EgressRequest) async throws(EgressError) -> EgressStream {
        throw EgressError(.shutDown, "not built yet")
    }

    /// Ends what is under way with `shutDown`, refuses what comes later, and returns when the engine has ended.
    package func shutdown() async {}
}
