import PluginABI

/// What the operator lets this plugin's own sockets connect to.
public struct EgressService: Sendable {
    let call: Call

    /// The addresses of a host that may be connected to at that port, numeric, in the order in which to try them; at least one.
    /// Connect to one of them and not to the name, which may mean another machine a moment later. Fails with `denied` where
    /// none may be. `completion` runs exactly once, on a thread of the host's or, when refused at once, on this one; it must not
    /// wait.
    public func resolve(
        _ host: String, port: Int, completion: @escaping @Sendable (Result<[String], ToolError>) -> Void
    ) {
        guard let service = call.host.egress else { return completion(.failure(.notGranted(AH_EXT_HOST_EGRESS))) }
        ServiceRequest<[String]>.start(completion) { user in
            service.pointee.resolve(
                call.host.table, call.id.rawValue, host, UInt32(clamping: port), Self.done, user)
        }
    }

    private static let done: ah_done = { user, status, result in
        guard status == ah_status(AH_OK) else {
            return ServiceRequest<[String]>.finish(user, .failure(ToolError(status: status, document: result.copy)))
        }
        let addresses = (try? JSON(parsing: result.copy))?["addresses"]?.arrayValue?.compactMap(\.stringValue) ?? []
        ServiceRequest<[String]>.finish(
            user,
            addresses.isEmpty
                ? .failure(ToolError(.internal, "The host's answer names no address.")) : .success(addresses))
    }
}
