import HubCore
import PluginABI

/// The C side of the `caller` service.
enum CallerBridge {
    static var table: ah_host_caller {
        ah_host_caller(size: UInt32(MemoryLayout<ah_host_caller>.size)) { host, call, json in
            guard let services = HostBridge.behind(host)?.services, let json else { return ABIStatus.invalidInput }
            guard let call = services.desk.call(call) else { return ABIStatus.stale }
            // SAFETY: the call keeps the bytes until it is over on both sides, as the ABI promises.
            json.pointee = ah_bytes(borrowing: call.keptPrincipals(services.names).bytes)
            return ABIStatus.ok
        }
    }
}
