import PluginABI

/// One call of a tool. It is owed exactly one completion: a result or a failure, from any thread, before `invoke` returns
/// or later, also when it was cancelled or its deadline has passed. What comes after the first has no effect.
public struct Call: Sendable {
    /// Names a call; never used twice.
    public struct ID: Sendable, Hashable { let rawValue: ah_call }

    /// The call's name, as `Tool.cancel(_:)` gets it.
    public let id: ID
    /// The arguments; for a health check an empty object.
    public let input: JSON
    let host: Host

    /// Ends the call with a result. Results over 100 KB (102 400 bytes of JSON) fail with `tooLarge`.
    public func complete(with result: JSON) { complete(json: result.bytes) }

    /// Ends the call with a result that is JSON text already, handed on as it is.
    public func complete(json text: some Sequence<UInt8>) { complete(ah_status(AH_OK), text) }

    /// Ends the call with all that `stream` has emitted as its result.
    public func completeStreamed() { complete(with: ["streamed": true]) }

    /// Ends the call with a failure. Of an error that is not a `ToolError` only the type is told.
    public func fail(_ error: any Error) {
        let error = ToolError(thrown: error)
        complete(error.code.rawValue, error.document.bytes)
    }

    /// Ends the call with what `result` returns or throws.
    public func complete(catching result: () throws -> JSON) {
        do {
            complete(with: try result())
        } catch {
            fail(error)
        }
    }

    private func complete(_ status: ah_status, _ json: some Sequence<UInt8>) {
        // A completion that comes too late is no error of ours, and one that is too large the host has failed itself.
        _ = lending(json) { host.table.pointee.complete(host.table, id.rawValue, status, $0) }
    }

    /// Whether nobody waits for the result any more: the call was cancelled, is over, or its deadline has passed.
    public var isCancelled: Bool { host.table.pointee.is_cancelled(host.table, id.rawValue) != 0 }

    /// When the result must be there. In the past once the call is over.
    public var deadline: MonotonicInstant {
        MonotonicInstant(nanoseconds: host.table.pointee.deadline_ns(host.table, id.rawValue))
    }

    /// Writes a line to the host's log beside the tenant and the tool; cut after 2 KB. No secret and no personal data.
    public func log(_ level: LogLevel, _ message: String) {
        lending(message.utf8) { host.table.pointee.log(host.table, id.rawValue, level.rawValue, $0) }
    }

    /// HTTP requests, if the plugin needs `.http` and the operator grants it.
    public var http: HTTPService { HTTPService(call: self) }

    /// The cache of the tenant's tool row, if the plugin needs `.keyValueStore` and the operator grants it.
    public var keyValueStore: KeyValueService { KeyValueService(call: self) }

    /// Vectors by the tenant's own model, if the plugin needs `.embedding` and the operator grants it.
    public var embedding: EmbeddingService { EmbeddingService(call: self) }

    /// What travels by id, if the plugin needs `.blobs` and the operator grants it.
    public var blobs: BlobService { BlobService(call: self) }

    /// Secrets that the tool row binds, if the plugin needs `.credentials` and the operator grants it.
    public var credentials: CredentialService { CredentialService(call: self) }

    /// What sockets may connect to, if the plugin needs `.egress` and the operator grants it.
    public var egress: EgressService { EgressService(call: self) }

    /// Parts of the answer while it is made, if the plugin needs `.stream` and the operator grants it.
    public var stream: StreamService { StreamService(call: self) }

    /// Who asks, opaquely: one for the user and one for each role, the ones that an ingested document's `principals` name.
    /// Nil when the plugin does not need `.caller` or the operator does not grant it: then nobody is known to ask.
    public var principals: [String]? {
        guard let service = host.caller else { return nil }
        var json = ah_bytes()
        guard service.pointee.principals(host.table, id.rawValue, &json) == ah_status(AH_OK),
            let names = try? JSON(parsing: json.copy).arrayValue
        else { return nil }
        return names.compactMap(\.stringValue)
    }
}

/// How much a line of the log matters.
public enum LogLevel: Int32, Sendable {
    /// Every step.
    case trace = 0
    /// For whoever looks for a fault.
    case debug
    /// Worth knowing.
    case info
    /// Something is wrong and was coped with.
    case warning
    /// Something failed.
    case error
}
