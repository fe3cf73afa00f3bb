import Glibc
import HubCore
import PluginABI

/// The host as one plugin sees it: the tables that the plugin holds, and what stands behind their functions.
///
/// It lives until the process ends, as the ABI promises, so that a plugin's late call always meets something.
// SAFETY: all members are set in init and never change; the tables are written before the plugin sees them.
final class HostBridge: @unchecked Sendable {
    struct Services: Sendable {
        let desk: ServiceDesk
        let log: LogService
        let http: HTTPService
        let keyValue: KeyValueService
        let embedding = EmbeddingService()
        let blob = BlobService()
        let credentials = CredentialService()
        let egress: EgressService
        let stream = StreamService()
        let names: OpaqueNames
        let granted: Set<HostService>
    }

    let services: Services
    private let calls: CallTable
    private let standing: PluginStanding
    private let table: UnsafeMutablePointer<ah_host>
    private let httpTable: UnsafePointer<ah_host_http>
    private let keyValueTable: UnsafePointer<ah_host_kv>
    private let callerTable: UnsafePointer<ah_host_caller>
    private let embeddingTable: UnsafePointer<ah_host_embedding>
    private let blobTable: UnsafePointer<ah_host_blob>
    private let credentialTable: UnsafePointer<ah_host_credentials>
    private let egressTable: UnsafePointer<ah_host_egress>
    private let streamTable: UnsafePointer<ah_host_stream>

    var host: UnsafePointer<ah_host> { UnsafePointer(table) }

    init(version: String, calls: CallTable, standing: PluginStanding, services: Services) {
        self.calls = calls
        self.standing = standing
        self.services = services
        httpTable = Self.immortal(HTTPBridge.table)
        keyValueTable = Self.immortal(KeyValueBridge.table)
        callerTable = Self.immortal(CallerBridge.table)
        embeddingTable = Self.immortal(EmbeddingBridge.table)
        blobTable = Self.immortal(BlobBridge.table)
        credentialTable = Self.immortal(CredentialBridge.table)
        egressTable = Self.immortal(EgressBridge.table)
        streamTable = Self.immortal(StreamBridge.table)
        // SAFETY: never freed, since plugins may hold the table until the process ends.
        table = .allocate(capacity: 1)
        table.initialize(to: ah_host())
        table.pointee.size = UInt32(MemoryLayout<ah_host>.size)
        table.pointee.abi = ABIVersion.host.rawValue
        // SAFETY: both copies are never freed either.
        table.pointee.name = UnsafePointer(strdup("agenthub"))
        table.pointee.version = UnsafePointer(strdup(version))
        table.pointee.complete = { host, call, status, json in
            HostBridge.behind(host)?.complete(call, status: status, json: json) ?? ABIStatus.stale
        }
        table.pointee.log = { host, call, level, message in
            HostBridge.behind(host)?.log(call, level: level, message: message)
        }
        table.pointee.is_cancelled = { host, call in
            HostBridge.behind(host)?.ownCall(call)?.isAwaited == true ? 0 : 1
        }
        table.pointee.deadline_ns = { host, call in
            HostBridge.behind(host)?.ownCall(call)?.deadline.nanoseconds ?? 0
        }
        table.pointee.ext = { host, id in HostBridge.behind(host)?.extensionTable(id) }
        // SAFETY: the reference is never given back: the table points to this object for as long as it exists.
        table.pointee.context = Unmanaged.passRetained(self).toOpaque()
    }

    private static func immortal<Table>(_ table: Table) -> UnsafePointer<Table> {
        // SAFETY: never freed, since plugins may hold the table until the process ends.
        let pointer = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        pointer.initialize(to: table)
        return UnsafePointer(pointer)
    }

    /// The bridge of the table that a plugin gave back; nil for NULL.
    static func behind(_ host: UnsafePointer<ah_host>?) -> HostBridge? {
        guard let context = host?.pointee.context else { return nil }
        // SAFETY: init put a reference to a bridge there that is never given back.
        return Unmanaged<HostBridge>.fromOpaque(context).takeUnretainedValue()
    }

    /// The plugin's own call of that number while it is open.
    private func ownCall(_ id: UInt64) -> PluginCall? {
        guard case .open(let call) = calls.find(id), call.plugin.standing === standing else { return nil }
        return call
    }

    private func complete(_ id: UInt64, status: Int32, json: ah_bytes) -> Int32 {
        let call: PluginCall
        switch calls.find(id) {
        case .open(let open): call = open
        case .over:
            standing.note(.repeatedCompletion)
            return ABIStatus.stale
        case .unknown:
            standing.note(.unknownCall)
            return ABIStatus.stale
        }
        guard call.plugin.standing === standing else {
            standing.note(.foreignCall)
            return ABIStatus.stale
        }
        let isTooLarge = json.len > Int(AH_MAX_PAYLOAD)
        let answer: CallAnswer =
            isTooLarge
            ? .ended(.tooLarge) : .completed(status: status, payload: json.copy(limit: Int(AH_MAX_PAYLOAD)) ?? [])
        switch call.complete(answer) {
        case .accepted:
            if isTooLarge { standing.note(.oversizedResult, "\(json.len) bytes") }
            return isTooLarge ? ABIStatus.tooLarge : ABIStatus.ok
        case .late: break
        case .repeated: standing.note(.repeatedCompletion)
        case .premature: standing.note(.unknownCall)
        }
        return ABIStatus.stale
    }

    private func log(_ call: UInt64, level: Int32, message: ah_bytes) {
        services.log.write(level: level, message: message, call: ownCall(call))
    }

    private func extensionTable(_ id: UnsafePointer<CChar>?) -> UnsafeRawPointer? {
        // SAFETY: a NUL-terminated string that the plugin lends for this call; no more than the longest id is read.
        guard let id, strnlen(id, 64) < 64, let service = HostService(rawValue: String(cString: id)),
            services.granted.contains(service)
        else { return nil }
        switch service {
        case .http: return UnsafeRawPointer(httpTable)
        case .keyValue: return UnsafeRawPointer(keyValueTable)
        case .caller: return UnsafeRawPointer(callerTable)
        case .embedding: return UnsafeRawPointer(embeddingTable)
        case .blob: return UnsafeRawPointer(blobTable)
        case .credentials: return UnsafeRawPointer(credentialTable)
        case .egress: return UnsafeRawPointer(egressTable)
        case .stream: return UnsafeRawPointer(streamTable)
        }
    }
}
