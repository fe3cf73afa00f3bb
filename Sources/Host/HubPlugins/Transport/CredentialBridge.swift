import PluginABI

/// The C side of the `credentials` service.
enum CredentialBridge {
    static var table: ah_host_credentials {
        ah_host_credentials(size: UInt32(MemoryLayout<ah_host_credentials>.size)) { host, call, name, done, user in
            CredentialBridge.give(host, call, name, done, PluginPointer(raw: user))
        }
    }

    private static func give(
        _ host: UnsafePointer<ah_host>?, _ call: ah_call, _ name: UnsafePointer<CChar>?, _ done: ah_done?,
        _ user: PluginPointer
    ) -> Int32 {
        guard let services = HostBridge.behind(host)?.services, let done else { return ABIStatus.invalidInput }
        return give(
            services, call, BorrowedText.copy(name, limit: CredentialService.maximumName),
            deliver: ServiceDesk.delivery(to: done, user))
    }

    /// The service's one entrance, whichever way the plugin is reached. `name` is nil when it is too long or no text.
    static func give(
        _ services: HostBridge.Services, _ call: UInt64, _ name: String?, deliver: @escaping ServiceDesk.Delivery
    ) -> Int32 {
        guard let name, !name.isEmpty else {
            services.desk.note(malformed: "a credential has no name")
            return ABIStatus.invalidInput
        }
        return services.desk.admit(call, done: deliver) { admitted in
            services.credentials.give(name, for: admitted)
        }
    }
}
