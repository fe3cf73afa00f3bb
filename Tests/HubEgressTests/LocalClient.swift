import HubCore
import HubEgress
import Logging
import Support
import Testing

/// Clients that may reach the loopback servers of these tests.
enum LocalClient {
    static func make(
        allowing: [String] = ["127.0.0.0/8"], limits: EgressLimits = EgressLimits(), trust: EgressTrust = .system
    ) throws -> EgressClient {
        let allowances = try allowing.map { try #require(EgressAllowance($0)) }
        return EgressClient(
            policy: EgressPolicy(allowing: allowances), limits: limits, trust: trust,
            logger: Logger(label: "egress.tests", factory: { _ in SwiftLogNoOpLogHandler() }))
    }
}

extension Deadline {
    /// So late that a test which reaches it has failed.
    static var generous: Deadline { .after(.seconds(60)) }
}
