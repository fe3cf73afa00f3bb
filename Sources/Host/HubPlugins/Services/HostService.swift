/// The services that this host can grant to a plugin, by their ids in the ABI.
package enum HostService: String, Sendable, CaseIterable {
    case http = "agenthub.host.http/1"
    case keyValue = "agenthub.host.kv/1"
    case caller = "agenthub.host.caller/1"
    case embedding = "agenthub.host.embedding/1"
    case blob = "agenthub.host.blob/1"
    case credentials = "agenthub.host.credentials/1"
    case egress = "agenthub.host.egress/1"
    case stream = "agenthub.host.stream/1"

    /// Whether a plugin gets it for the asking. The others give away what the host otherwise keeps to itself: a secret's
    /// value, and what stands behind names inside the operator's network.
    var isGrantedByDefault: Bool {
        switch self {
        case .http, .keyValue, .caller, .embedding, .blob, .stream: true
        case .credentials, .egress: false
        }
    }
}
