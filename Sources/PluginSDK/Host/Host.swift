import PluginABI

/// The host's table and those of its services, checked once so that no later use can meet a missing function.
final class Host: Sendable {
    // SAFETY: the ABI says that the tables are immutable and valid until the process ends.
    nonisolated(unsafe) let table: UnsafePointer<ah_host>
    // SAFETY: as above.
    nonisolated(unsafe) let http: UnsafePointer<ah_host_http>?
    // SAFETY: as above.
    nonisolated(unsafe) let keyValueStore: UnsafePointer<ah_host_kv>?

    /// Nil when the table is not one of ABI 1.0 or later.
    init?(_ table: UnsafePointer<ah_host>?) {
        // SAFETY: `size` stands first in every version of a table; the rest is read only where it covers it.
        guard let table, table.pointee.size >= UInt32(AH_SIZE_1_0_HOST), table.pointee.complete != nil,
            table.pointee.log != nil, table.pointee.is_cancelled != nil, table.pointee.deadline_ns != nil,
            table.pointee.ext != nil
        else { return nil }
        self.table = table

        // SAFETY: the id names the type of the table; its size is read before anything else of it.
        let http = table.pointee.ext(table, AH_EXT_HOST_HTTP)?.assumingMemoryBound(to: ah_host_http.self)
        self.http = http.flatMap {
            $0.pointee.size >= UInt32(AH_SIZE_1_0_HOST_HTTP) && $0.pointee.request != nil ? $0 : nil
        }
        // SAFETY: as above.
        let store = table.pointee.ext(table, AH_EXT_HOST_KV)?.assumingMemoryBound(to: ah_host_kv.self)
        keyValueStore = store.flatMap {
            $0.pointee.size >= UInt32(AH_SIZE_1_0_HOST_KV) && $0.pointee.get != nil && $0.pointee.put != nil
                && $0.pointee.remove != nil ? $0 : nil
        }
    }
}
