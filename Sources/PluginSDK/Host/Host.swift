import PluginABI

/// The host's table and those of its services, checked once so that no later use can meet a missing function.
final class Host: Sendable {
    // SAFETY: the ABI says that the tables are immutable and valid until the process ends.
    nonisolated(unsafe) let table: UnsafePointer<ah_host>
    // SAFETY: as above.
    nonisolated(unsafe) let http: UnsafePointer<ah_host_http>?
    // SAFETY: as above.
    nonisolated(unsafe) let keyValueStore: UnsafePointer<ah_host_kv>?

    // SAFETY: as above.
    nonisolated(unsafe) let embedding: UnsafePointer<ah_host_embedding>?
    // SAFETY: as above.
    nonisolated(unsafe) let blob: UnsafePointer<ah_host_blob>?
    // SAFETY: as above.
    nonisolated(unsafe) let caller: UnsafePointer<ah_host_caller>?
    // SAFETY: as above.
    nonisolated(unsafe) let credentials: UnsafePointer<ah_host_credentials>?
    // SAFETY: as above.
    nonisolated(unsafe) let egress: UnsafePointer<ah_host_egress>?
    // SAFETY: as above.
    nonisolated(unsafe) let stream: UnsafePointer<ah_host_stream>?

    /// Nil when the table is not one of ABI 1.0 or later.
    init?(_ table: UnsafePointer<ah_host>?) {
        // SAFETY: `size` stands first in every version of a table; the rest is read only where it covers it.
        guard let table, table.pointee.size >= UInt32(AH_SIZE_1_0_HOST), table.pointee.complete != nil,
            table.pointee.log != nil, table.pointee.is_cancelled != nil, table.pointee.deadline_ns != nil,
            table.pointee.ext != nil
        else { return nil }
        self.table = table

        http = Self.service(AH_EXT_HOST_HTTP, of: table, size: AH_SIZE_1_0_HOST_HTTP, \ah_host_http.size) {
            $0.request != nil
        }
        keyValueStore = Self.service(AH_EXT_HOST_KV, of: table, size: AH_SIZE_1_0_HOST_KV, \ah_host_kv.size) {
            $0.get != nil && $0.put != nil && $0.remove != nil
        }
        embedding = Self.service(
            AH_EXT_HOST_EMBEDDING, of: table, size: AH_SIZE_1_0_HOST_EMBEDDING, \ah_host_embedding.size
        ) { $0.describe != nil && $0.embed != nil }
        blob = Self.service(AH_EXT_HOST_BLOB, of: table, size: AH_SIZE_1_0_HOST_BLOB, \ah_host_blob.size) {
            $0.read != nil && $0.write != nil
        }
        caller = Self.service(AH_EXT_HOST_CALLER, of: table, size: AH_SIZE_1_0_HOST_CALLER, \ah_host_caller.size) {
            $0.principals != nil
        }
        credentials = Self.service(
            AH_EXT_HOST_CREDENTIALS, of: table, size: AH_SIZE_1_0_HOST_CREDENTIALS, \ah_host_credentials.size
        ) { $0.get != nil }
        egress = Self.service(AH_EXT_HOST_EGRESS, of: table, size: AH_SIZE_1_0_HOST_EGRESS, \ah_host_egress.size) {
            $0.resolve != nil
        }
        stream = Self.service(AH_EXT_HOST_STREAM, of: table, size: AH_SIZE_1_0_HOST_STREAM, \ah_host_stream.size) {
            $0.emit != nil
        }
    }

    /// The table of a service, if the host grants it and it is whole.
    private static func service<Table, Size: BinaryInteger>(
        _ id: String, of host: UnsafePointer<ah_host>, size: Size, _ sizeField: KeyPath<Table, UInt32>,
        isWhole: (Table) -> Bool
    ) -> UnsafePointer<Table>? {
        // SAFETY: the id names the type of the table; its size is read before anything else of it.
        guard let table = host.pointee.ext(host, id)?.assumingMemoryBound(to: Table.self) else { return nil }
        return UInt64(table.pointee[keyPath: sizeField]) >= UInt64(size) && isWhole(table.pointee) ? table : nil
    }
}
