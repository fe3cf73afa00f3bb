/// The services that this host can grant to a plugin, by their ids in the ABI.
package enum HostService: String, Sendable, CaseIterable {
    case http = "agenthub.host.http/1"
    case keyValue = "agenthub.host.kv/1"
    case caller = "agenthub.host.caller/1"
    case embedding = "agenthub.host.embedding/1"
}
