import HubCore
import Logging

/// Whose turn it is, for the lines that it leaves in the log.
struct TurnTrace: Sendable {
    let scope: TenantScope
    let user: UserID
    let id: String

    init(_ caller: Caller, id: String) {
        scope = caller.scope
        user = caller.user
        self.id = id
    }

    func metadata(_ more: Logger.Metadata = [:]) -> Logger.Metadata {
        let own: Logger.Metadata = [
            "tenant": "\(scope.tenant)", "user": "\(user.rawValue)", "trace_id": "\(id)",
        ]
        return own.merging(more) { own, _ in own }
    }
}
