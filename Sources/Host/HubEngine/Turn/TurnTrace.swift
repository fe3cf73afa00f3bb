import HubCore
import Logging

/// Whose turn it is, for the lines that it leaves in the log.
struct TurnTrace: Sendable {
    let scope: TenantScope
    let user: String
    let id: String
    let requestID: String
    /// The header of requests made on the turn's behalf.
    let traceparent: String?

    init(_ turn: ChatTurn) {
        self.init(turn.caller, id: turn.traceID, requestID: turn.requestID, traceparent: turn.traceparent)
    }

    init(_ caller: Caller, id: String, requestID: String = "-", traceparent: String? = nil) {
        scope = caller.scope
        user = caller.logName
        self.id = id
        self.requestID = requestID
        self.traceparent = traceparent
    }

    /// Of work that no turn asked for.
    init(_ scope: TenantScope, user: String) {
        self.scope = scope
        self.user = user
        id = "-"
        requestID = "-"
        traceparent = nil
    }

    func metadata(_ more: Logger.Metadata = [:]) -> Logger.Metadata {
        let own: Logger.Metadata = [
            "tenant": "\(scope.tenant)", "user": "\(user)", "trace_id": "\(id)",
            "request_id": "\(requestID)",
        ]
        return own.merging(more) { own, _ in own }
    }
}
