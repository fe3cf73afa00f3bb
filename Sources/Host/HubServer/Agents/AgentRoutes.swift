import HubCore
import HubEngine
import Hummingbird

/// `GET /api/{tenant}/agents`: what the caller can talk to.
struct AgentRoutes {
    let engine: ChatEngine

    func add(to group: some RouterMethods<TenantContext>) {
        group.get("agents", use: list)
    }

    @Sendable private func list(_ request: Request, _ context: TenantContext) async throws -> Response {
        do {
            let agents = try await engine.agents(for: context.caller)
            return .json(["agents": .array(agents.map(Self.json))])
        } catch {
            throw error.problem
        }
    }

    private static func json(_ agent: AgentSummary) -> JSONValue {
        [
            "name": .string(agent.name), "description": .string(agent.description), "labels": agent.label.json,
            "examples": .strings(agent.examples),
        ]
    }
}
