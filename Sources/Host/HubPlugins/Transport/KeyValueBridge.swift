import PluginABI

/// The C side of the `kv` service.
enum KeyValueBridge {
    static var table: ah_host_kv {
        ah_host_kv(
            size: UInt32(MemoryLayout<ah_host_kv>.size),
            get: { host, call, key, done, user in
                KeyValueBridge.serve(host, call, key, done, PluginPointer(raw: user)) { service, key, space, request in
                    service.get(key, in: space, request)
                }
            },
            put: { host, call, key, value, seconds, done, user in
                guard let bytes = value.copy(limit: Int(AH_MAX_KV_VALUE)) else { return ABIStatus.tooLarge }
                return KeyValueBridge.serve(host, call, key, done, PluginPointer(raw: user)) {
                    service, key, space, request in
                    service.put(bytes, at: key, seconds: seconds, in: space, request)
                }
            },
            remove: { host, call, key, done, user in
                KeyValueBridge.serve(host, call, key, done, PluginPointer(raw: user)) { service, key, space, request in
                    service.remove(key, in: space, request)
                }
            })
    }

    private static func serve(
        _ host: UnsafePointer<ah_host>?, _ call: ah_call, _ key: ah_bytes, _ done: ah_done?, _ user: PluginPointer,
        _ begin: (KeyValueService, [UInt8], PluginKeyspace, ServiceRequest) -> Void
    ) -> Int32 {
        guard let services = HostBridge.behind(host)?.services, let done else { return ABIStatus.invalidInput }
        guard let key = key.copy(limit: Int(AH_MAX_KV_KEY)) else { return ABIStatus.tooLarge }
        guard !key.isEmpty else {
            services.desk.note(malformed: "a key of kv is empty")
            return ABIStatus.invalidInput
        }
        return services.desk.admit(call, done, user) { admitted in
            begin(services.keyValue, key, admitted.instance.keyspace, admitted.request)
        }
    }
}
