import FoundationEssentials
import HubCore

/// What every part of a completion says of itself.
struct CompletionIdentity: Sendable {
    /// `chatcmpl-` and the request's id, which is in the logs too.
    let id: String
    /// Seconds since 1970.
    let created: Int
    /// As the request named it; `agenthub.agent` says who answered.
    let model: String

    init(requestID: String, created: Date, model: String) {
        id = "chatcmpl-" + requestID
        self.created = Int(created.timeIntervalSince1970)
        self.model = model
    }
}
