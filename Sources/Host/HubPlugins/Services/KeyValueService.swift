import HubCore

/// The ABI's `kv` service over a store.
struct KeyValueService: Sendable {
    let store: any PluginKeyValueStore

    func get(_ key: [UInt8], for call: PluginCall, _ request: ServiceRequest) {
        store.value(of: key, in: space(of: call)) { result in
            switch result {
            case .success(let value?): request.finish(ServiceReply(status: ABIStatus.ok, body: value))
            case .success(nil): request.finish(.failure(ABIStatus.notFound, "There is no value at the key."))
            case .failure(let error): request.finish(Self.reply(to: error))
            }
        }
    }

    func put(
        _ value: [UInt8], at key: [UInt8], seconds: UInt32, for call: PluginCall, _ request: ServiceRequest
    ) {
        let lasting: Duration? = seconds == 0 ? nil : .seconds(Int64(seconds))
        store.put(value, at: key, in: space(of: call), lasting: lasting) { result in
            request.finish(Self.reply(to: result))
        }
    }

    func remove(_ key: [UInt8], for call: PluginCall, _ request: ServiceRequest) {
        store.remove(key, in: space(of: call)) { result in request.finish(Self.reply(to: result)) }
    }

    private func space(of call: PluginCall) -> PluginKeyspace {
        PluginKeyspace(tenant: call.invocation.caller.scope.tenant, tool: call.invocation.tool.id)
    }

    private static func reply(to result: Result<Void, PluginStoreError>) -> ServiceReply {
        switch result {
        case .success: ServiceReply(status: ABIStatus.ok)
        case .failure(let error): reply(to: error)
        }
    }

    private static func reply(to error: PluginStoreError) -> ServiceReply {
        switch error {
        case .unavailable: .failure(ABIStatus.unavailable, "The store cannot be reached.")
        case .full: .failure(ABIStatus.tooLarge, "The value is larger than the row's space.")
        }
    }
}

extension ServiceReply {
    /// An error document of the ABI; `kind` is for programs.
    static func failure(_ status: Int32, _ message: String, kind: String? = nil) -> ServiceReply {
        var document: JSONObject = ["message": .string(message)]
        if let kind { document["details"] = ["kind": .string(kind)] }
        return ServiceReply(status: status, body: JSONValue.object(document).bytes)
    }
}
