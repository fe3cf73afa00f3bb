import HubCore
import HubEngine
import Hummingbird

/// `GET /api/{tenant}/v1/models`: the caller's agents, by OpenAI's protocol.
struct OpenAIModelRoutes {
    private typealias Call = OperationCall<TenantContext>

    let agents: @Sendable (Caller) async throws(ChatError) -> [AgentSummary]

    var operations: [Operation<TenantContext>] {
        [
            Operation(
                .get, "v1/models", id: "listOpenAIModels", "What the caller can talk to, by OpenAI's protocol.",
                answers: [.ok(CompletionShape.models, "`auto`, then the agents by name.")], errors: .openAI,
                handler: list),
            Operation(
                .get, "v1/models/{model}", id: "readOpenAIModel", "One agent, by OpenAI's protocol.",
                answers: [.ok(CompletionShape.model, "The agent.")], refusals: [.notFound], errors: .openAI,
                handler: show),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let names = try await names(for: call)
        return .json(["object": "list", "data": .array(names.map { Self.json($0, call) })])
    }

    private func show(_ call: Call) async throws -> Response {
        let name = try call.text("model", "model")
        guard try await names(for: call).contains(name) else { throw Problem.modelNotFound }
        return .json(Self.json(name, call))
    }

    private func names(for call: Call) async throws -> [String] {
        do {
            return [CompletionBody.automatic] + (try await agents(call.context.caller)).map(\.name)
        } catch {
            throw error.problem
        }
    }

    private static func json(_ name: String, _ call: Call) -> JSONValue {
        [
            "id": .string(name), "object": "model", "created": 0,
            "owned_by": .string(call.context.caller.scope.tenant.rawValue),
        ]
    }
}
