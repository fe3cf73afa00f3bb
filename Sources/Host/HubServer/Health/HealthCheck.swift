/// What a part of the service is found to be. Details are a few words for operators, without addresses or errors' texts.
package enum PartHealth: Sendable, Hashable {
    case ok
    /// It works, less well or by a substitute.
    case degraded(String)
    case down(String)

    var isDown: Bool {
        switch self {
        case .ok, .degraded: false
        case .down: true
        }
    }
}

/// One part of the service, asked for its state.
package struct HealthCheck: Sendable {
    package let name: String
    /// Whether the service cannot answer chat without it.
    package let isRequired: Bool
    /// Ends soon after its task is cancelled; one whose last answer is older than three seconds is down.
    package let state: @Sendable () async -> PartHealth

    package init(name: String, isRequired: Bool = true, state: @escaping @Sendable () async -> PartHealth) {
        self.name = name
        self.isRequired = isRequired
        self.state = state
    }
}
