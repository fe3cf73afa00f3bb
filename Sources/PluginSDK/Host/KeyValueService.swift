import PluginABI

/// A cache whose keys are those of the tenant's tool row alone. What was put may be gone any time.
///
/// Each completion runs exactly once, on a thread of the host's or, when the request is refused at once, on this one; it
/// must not wait.
public struct KeyValueService: Sendable {
    let call: Call

    /// Gets a value. `key`: any bytes, 1 to 256. No such key: the failure `notFound`.
    public func get(_ key: [UInt8], completion: @escaping @Sendable (Result<[UInt8], ToolError>) -> Void) {
        guard let service = call.host.keyValueStore else { return completion(.failure(.notGranted(AH_EXT_HOST_KV))) }
        ServiceRequest<[UInt8]>.start(completion) { user in
            lending(key) { service.pointee.get(call.host.table, call.id.rawValue, $0, Self.value, user) }
        }
    }

    /// Puts a value of at most 64 KB in the place of the one that is there. It lives for `lifetime`, counted in whole
    /// seconds, or without one as long as the host keeps it.
    public func put(
        _ key: [UInt8], value: [UInt8], lifetime: Duration? = nil,
        completion: @escaping @Sendable (Result<Void, ToolError>) -> Void
    ) {
        guard let service = call.host.keyValueStore else { return completion(.failure(.notGranted(AH_EXT_HOST_KV))) }
        // A lifetime below a second must not become 0, which means for ever.
        let seconds = lifetime.map { max(1, UInt32(clamping: $0.components.seconds)) } ?? 0
        ServiceRequest<Void>.start(completion) { user in
            lending(key) { key in
                lending(value) { value in
                    service.pointee.put(
                        call.host.table, call.id.rawValue, key, value, seconds, Self.acknowledgement, user)
                }
            }
        }
    }

    /// Forgets a key; a success also when there was none.
    public func remove(_ key: [UInt8], completion: @escaping @Sendable (Result<Void, ToolError>) -> Void) {
        guard let service = call.host.keyValueStore else { return completion(.failure(.notGranted(AH_EXT_HOST_KV))) }
        ServiceRequest<Void>.start(completion) { user in
            lending(key) { service.pointee.remove(call.host.table, call.id.rawValue, $0, Self.acknowledgement, user) }
        }
    }

    private static let value: ah_done = { user, status, result in
        let isFound = status == ah_status(AH_OK)
        ServiceRequest<[UInt8]>.finish(
            user, isFound ? .success(result.copy) : .failure(ToolError(status: status, document: result.copy)))
    }

    private static let acknowledgement: ah_done = { user, status, result in
        let isDone = status == ah_status(AH_OK)
        ServiceRequest<Void>.finish(
            user, isDone ? .success(()) : .failure(ToolError(status: status, document: result.copy)))
    }
}
