import Glibc
import HubCore
import HubEgress
import Logging
import Testing

/// Clients that may reach the loopback servers of these tests.
enum LocalClient {
    /// A proxy that answers nothing stands in the environment for all these tests: none may ask it.
    private static let environmentHasProxy: Bool =
        ["http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"].allSatisfy { (name: String) in
            setenv(name, "http://127.0.0.1:9", 1) == 0
        }

    static let silent = Logger(label: "egress.tests", factory: { _ in SwiftLogNoOpLogHandler() })

    static func make(
        allowing: [String] = ["127.0.0.0/8"], limits: EgressLimits = EgressLimits(), trust: EgressTrust = .system
    ) throws -> EgressClient {
        #expect(environmentHasProxy)
        return EgressClient(policy: try policy(allowing), limits: limits, trust: trust, logger: silent)
    }

    static func policy(_ allowing: [String]) throws -> EgressPolicy {
        EgressPolicy(allowing: try allowing.map { try #require(EgressAllowance($0)) })
    }
}

extension EgressClient {
    /// A GET, unless told otherwise.
    func get(
        _ url: String, deadline: Deadline = .generous, maximum: Int = 1 << 20, redirects: RedirectPolicy = .refuse
    ) async throws(EgressError) -> EgressResponse {
        try await send(
            EgressRequest(url: url, deadline: deadline, maximumResponseBytes: maximum, redirects: redirects))
    }

    /// The kind of error that a GET ends with; nil when it brings a response.
    func failure(
        _ url: String, deadline: Deadline = .generous, maximum: Int = 1 << 20, redirects: RedirectPolicy = .refuse
    ) async -> EgressError.Kind? {
        do throws(EgressError) {
            _ = try await get(url, deadline: deadline, maximum: maximum, redirects: redirects)
            return nil
        } catch {
            return error.kind
        }
    }
}

extension EgressResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension Deadline {
    /// So late that a test which reaches it has failed.
    static var generous: Deadline { .after(.seconds(60)) }
    /// So early that a peer which says nothing is found out soon.
    static var short: Deadline { .after(.milliseconds(50)) }
}
