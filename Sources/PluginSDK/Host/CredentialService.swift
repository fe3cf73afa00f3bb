import PluginABI

/// Secrets that the tool row binds, for protocols that the host does not speak.
public struct CredentialService: Sendable {
    let call: Call

    /// Hands the secret's value to `use`, whose result goes to `completion`. The value is to be used there and then: no copy is
    /// kept. Fails with `denied` where the row does not bind the name. Both run on a thread of the host's, must not wait, and
    /// `completion` runs exactly once.
    public func with<Value: Sendable>(
        _ name: String, use: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Value,
        completion: @escaping @Sendable (Result<Value, ToolError>) -> Void
    ) {
        guard let service = call.host.credentials else {
            return completion(.failure(.notGranted(AH_EXT_HOST_CREDENTIALS)))
        }
        // The request's answer is a closure, since a C function that is generic cannot be.
        let finish: @Sendable (Result<Value, ToolError>) -> Void = completion
        let request = CredentialRequest { status, bytes in
            guard status == ah_status(AH_OK) else {
                return finish(.failure(ToolError(status: status, document: bytes.copy)))
            }
            finish(.success(use(UnsafeBufferPointer(start: bytes.ptr, count: bytes.ptr == nil ? 0 : bytes.len))))
        }
        // SAFETY: released by `done`, which runs once if the request was accepted, else below.
        let user = Unmanaged.passRetained(request).toOpaque()
        let status = service.pointee.get(call.host.table, call.id.rawValue, name, CredentialRequest.done, user)
        if status != ah_status(AH_OK) { CredentialRequest.done(user, status, ah_bytes()) }
    }
}

private final class CredentialRequest: Sendable {
    let finish: @Sendable (ah_status, ah_bytes) -> Void

    init(_ finish: @escaping @Sendable (ah_status, ah_bytes) -> Void) { self.finish = finish }

    static let done: ah_done = { user, status, result in
        guard let user else { return }
        // SAFETY: `with` retained it for this one call.
        Unmanaged<CredentialRequest>.fromOpaque(user).takeRetainedValue().finish(status, result)
    }
}
