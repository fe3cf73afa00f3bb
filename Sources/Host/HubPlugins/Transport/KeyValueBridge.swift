import PluginABI

/// The C side of the `kv` service.
enum KeyValueBridge {
    static var table: ah_host_kv {
        ah_host_kv(
            size: UInt32(MemoryLayout<ah_host_kv>.size),
            get: { host, call, key, done, user in
                guard let services = HostBridge.behind(host)?.services, let done else { return ABIStatus.invalidInput }
                return KeyValueBridge.get(
                    services, call, key.copy(limit: Int(AH_MAX_KV_KEY)),
                    deliver: ServiceDesk.delivery(to: done, PluginPointer(raw: user)))
            },
            put: { host, call, key, value, seconds, done, user in
                guard let services = HostBridge.behind(host)?.services, let done else { return ABIStatus.invalidInput }
                return KeyValueBridge.put(
                    services, call, key.copy(limit: Int(AH_MAX_KV_KEY)), value.copy(limit: Int(AH_MAX_KV_VALUE)),
                    seconds: seconds, deliver: ServiceDesk.delivery(to: done, PluginPointer(raw: user)))
            },
            remove: { host, call, key, done, user in
                guard let services = HostBridge.behind(host)?.services, let done else { return ABIStatus.invalidInput }
                return KeyValueBridge.remove(
                    services, call, key.copy(limit: Int(AH_MAX_KV_KEY)),
                    deliver: ServiceDesk.delivery(to: done, PluginPointer(raw: user)))
            })
    }

    // The service's entrances, whichever way the plugin is reached. What is nil was too large.

    static func get(
        _ services: HostBridge.Services, _ call: UInt64, _ key: [UInt8]?, deliver: @escaping ServiceDesk.Delivery
    ) -> Int32 {
        serve(services, call, key, deliver) { services.keyValue.get($0, in: $1, $2) }
    }

    static func put(
        _ services: HostBridge.Services, _ call: UInt64, _ key: [UInt8]?, _ value: [UInt8]?, seconds: UInt32,
        deliver: @escaping ServiceDesk.Delivery
    ) -> Int32 {
        guard let value else { return ABIStatus.tooLarge }
        return serve(services, call, key, deliver) {
            services.keyValue.put(value, at: $0, seconds: seconds, in: $1, $2)
        }
    }

    static func remove(
        _ services: HostBridge.Services, _ call: UInt64, _ key: [UInt8]?, deliver: @escaping ServiceDesk.Delivery
    ) -> Int32 {
        serve(services, call, key, deliver) { services.keyValue.remove($0, in: $1, $2) }
    }

    private static func serve(
        _ services: HostBridge.Services, _ call: UInt64, _ key: [UInt8]?, _ deliver: @escaping ServiceDesk.Delivery,
        _ begin: ([UInt8], PluginKeyspace, ServiceRequest) -> Void
    ) -> Int32 {
        guard let key else { return ABIStatus.tooLarge }
        guard !key.isEmpty else {
            services.desk.note(malformed: "a key of kv is empty")
            return ABIStatus.invalidInput
        }
        return services.desk.admit(call, done: deliver) { admitted in
            begin(key, admitted.instance.keyspace, admitted.request)
        }
    }
}
