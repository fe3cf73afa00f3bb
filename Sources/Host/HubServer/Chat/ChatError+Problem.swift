import HTTPTypes
import HubCore
import HubEngine

extension ChatError {
    /// What the engine's refusal is on the wire.
    var problem: Problem {
        switch self {
        case .unknownTenant:
            Problem(.forbidden, "tenant_unavailable", "The token's tenant is not known here, or is disabled.")
        case .agentNotAvailable:
            Problem(.forbidden, "agent_not_available", "No agent of this name is available to you.")
        case .sessionNotFound: .notFound("session")
        case .fileNotFound:
            Problem(.notFound, "file_not_found", "One of the attachments is no file of yours. Upload it first.")
        case .sessionBusy:
            Problem(
                .conflict, "session_busy", "Too many messages are waiting in this session. Wait for their answers.",
                headers: [.retryAfter: "1"])
        case .rateLimited(let verdict): RateHeaders.refusal(verdict)
        case .overloaded:
            Problem(
                .serviceUnavailable, "overloaded", "Too many turns are waiting; nothing was done.",
                headers: [.retryAfter: "1"], leavesNothingBehind: true)
        case .cancelled: Problem(.serviceUnavailable, "cancelled", "The request was given up before it was answered.")
        case .storage(.configuration), .storage(.window):
            Problem(
                .serviceUnavailable, "storage_unavailable", "The database does not answer; nothing was done.",
                headers: [.retryAfter: "1"], leavesNothingBehind: true)
        case .storage(.unwritten):
            Problem(
                .serviceUnavailable, "storage_unavailable",
                "The database did not take the turn: it is not stored. What its tools did stands.",
                headers: [.retryAfter: "1"], leavesNothingBehind: true)
        case .storage(.commit): .outcomeUnknown
        case .superseded: .idempotencyBusy
        case .shuttingDown:
            Problem(
                .serviceUnavailable, "shutting_down", "The server is stopping.", headers: [.retryAfter: "2"],
                leavesNothingBehind: true)
        }
    }
}
