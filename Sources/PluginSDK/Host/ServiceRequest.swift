import PluginABI

/// A request to a host service that is under way. Its `user` pointer carries the closure that gets the answer.
final class ServiceRequest<Answer: Sendable>: Sendable {
    typealias Completion = @Sendable (Result<Answer, ToolError>) -> Void

    private let completion: Completion

    private init(_ completion: @escaping Completion) { self.completion = completion }

    /// Runs `send` with a `user` pointer. The completion runs exactly once, also when the request is not accepted.
    static func start(_ completion: @escaping Completion, _ send: (UnsafeMutableRawPointer) -> ah_status) {
        // SAFETY: released by `finish`, which runs once: from the service's `done` if the request was accepted, else here.
        let user = Unmanaged.passRetained(ServiceRequest(completion)).toOpaque()
        let status = send(user)
        if status != ah_status(AH_OK) { finish(user, .failure(ToolError(status: status, document: []))) }
    }

    /// What `done` calls with the pointer that it was given.
    static func finish(_ user: UnsafeMutableRawPointer?, _ answer: Result<Answer, ToolError>) {
        guard let user else { return }
        // SAFETY: `user` came from `start`, and each request finishes once.
        Unmanaged<ServiceRequest<Answer>>.fromOpaque(user).takeRetainedValue().completion(answer)
    }
}

extension ToolError {
    static func notGranted(_ service: String) -> ToolError {
        ToolError(.unavailable, "The host does not grant the service \(service) to this plugin.")
    }
}
