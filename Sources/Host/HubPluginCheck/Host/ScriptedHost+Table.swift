import Glibc
import HubCore
import PluginABI

extension ScriptedHost {
    /// Fills in the functions. They have no context but the table, from which they find their host.
    func fillTable() {
        table.pointee.complete = { ScriptedHost.behind($0)?.complete($1, $2, $3) ?? ABIStatus.stale }
        table.pointee.log = { table, call, level, message in ScriptedHost.behind(table)?.log(call, level, message) }
        table.pointee.is_cancelled = { table, call in
            ScriptedHost.behind(table)?.state.withLock { state in
                guard let record = state.calls[call], record.completion == nil else { return 1 }
                return record.isGivenUp(at: Monotonic.now()) ? 1 : 0
            } ?? 1
        }
        table.pointee.deadline_ns = { table, call in
            ScriptedHost.behind(table)?.state.withLock { state in
                state.calls[call].flatMap { $0.completion == nil ? $0.deadline : nil } ?? 0
            } ?? 0
        }
        table.pointee.ext = { table, id in ScriptedHost.behind(table)?.service(id) }
    }

    private func log(_ call: ah_call, _ level: Int32, _ message: ah_bytes) {
        state.withLock { $0.lines += 1 }
        if !(AH_LOG_TRACE...AH_LOG_ERROR).contains(Int(level)) {
            find("log-level", "logs at the level \(level); there are 0 to 4", nil, severity: .warning)
        }
        if let bytes = message.copied, String(validating: bytes, as: UTF8.self) == nil {
            find("log-text", "logs what is not UTF-8", nil, severity: .warning)
        }
    }

    private func service(_ id: UnsafePointer<CChar>?) -> UnsafeRawPointer? {
        guard let id else {
            find("ext-null", "asks the host for an extension with NULL as its id", nil)
            return nil
        }
        let name = String(cString: id)
        return granted.contains(name) ? ServiceTables.table(name) : nil
    }
}
