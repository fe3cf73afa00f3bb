import HubCore
import Hummingbird

/// One part that the service needs, asked for its state.
package struct HealthCheck: Sendable {
    package let name: String
    /// nil when the part works, else what is wrong in a few words.
    package let problem: @Sendable () async -> String?

    package init(name: String, problem: @escaping @Sendable () async -> String?) {
        self.name = name
        self.problem = problem
    }
}

/// `GET /health/live` and `GET /health/ready`: the only endpoints without a token.
struct HealthRoutes {
    let checks: [HealthCheck]

    func add(to router: some RouterMethods<HubContext>) {
        router.get("health/live") { _, _ in Response.json(["status": "live"]) }
        router.get("health/ready") { _, _ in await ready() }
    }

    private func ready() async -> Response {
        var parts = JSONObject()
        var isReady = true
        for check in checks {
            let problem = await check.problem()
            parts[check.name] = problem.map(JSONValue.string) ?? "ok"
            if problem != nil { isReady = false }
        }
        return .json(
            ["status": .string(isReady ? "ready" : "not_ready"), "parts": .object(parts)],
            status: isReady ? .ok : .serviceUnavailable)
    }
}
