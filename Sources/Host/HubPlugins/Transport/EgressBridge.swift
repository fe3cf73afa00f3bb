import PluginABI

/// The C side of the `egress` service.
enum EgressBridge {
    static var table: ah_host_egress {
        ah_host_egress(size: UInt32(MemoryLayout<ah_host_egress>.size)) { host, call, name, port, done, user in
            EgressBridge.resolve(host, call, name, port, done, PluginPointer(raw: user))
        }
    }

    private static func resolve(
        _ host: UnsafePointer<ah_host>?, _ call: ah_call, _ name: UnsafePointer<CChar>?, _ port: UInt32,
        _ done: ah_done?, _ user: PluginPointer
    ) -> Int32 {
        guard let services = HostBridge.behind(host)?.services, let done else { return ABIStatus.invalidInput }
        return resolve(
            services, call, BorrowedText.copy(name, limit: EgressService.maximumName), port: port,
            deliver: ServiceDesk.delivery(to: done, user))
    }

    /// The service's one entrance, whichever way the plugin is reached. `name` is nil when it is too long or no text.
    static func resolve(
        _ services: HostBridge.Services, _ call: UInt64, _ name: String?, port: UInt32,
        deliver: @escaping ServiceDesk.Delivery
    ) -> Int32 {
        guard let name, !name.isEmpty, let port = UInt16(exactly: port), port > 0
        else {
            services.desk.note(malformed: "a name to be resolved, or its port, is none")
            return ABIStatus.invalidInput
        }
        return services.desk.admit(call, done: deliver) { admitted in
            services.egress.resolve(name, port: port, for: admitted)
        }
    }
}
