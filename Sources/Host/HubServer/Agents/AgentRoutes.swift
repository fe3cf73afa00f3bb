import HubCore
import HubEngine
import Hummingbird

/// `GET /api/{tenant}/agents`: what the caller can talk to.
struct AgentRoutes {
    let engine: ChatEngine

    private static let agent = AnswerShape(
        "AgentSummary",
        [
            "type": "object", "required": ["name", "description", "labels", "examples"],
            "properties": [
                "name": ["type": "string"], "description": ["type": "string"], "labels": ["type": "object"],
                "examples": ["type": "array", "items": ["type": "string"]],
            ],
        ],
        example: [
            "name": "AgentInventory", "description": "Stock levels of products.", "labels": ["vi": "Kho hàng"],
            "examples": ["What's the stock level for product SKU-12345?"],
        ])
    private static let list = AnswerShape(
        "AgentSummaryList",
        [
            "type": "object", "required": ["agents"],
            "properties": ["agents": ["type": "array", "items": agent.reference]],
        ], parts: [agent], example: ["agents": [agent.example]])

    var operations: [Operation<TenantContext>] {
        [
            Operation(
                .get, "agents", id: "listAvailableAgents", "What the caller can talk to.",
                answers: [.ok(Self.list, "By name.")], handler: list)
        ]
    }

    private func list(_ call: OperationCall<TenantContext>) async throws -> Response {
        do {
            let agents = try await engine.agents(for: call.context.caller)
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
