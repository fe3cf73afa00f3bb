import FoundationEssentials
import HubCore
import HubEngine
import Hummingbird

/// `POST /api/{tenant}/v1/chat/completions`: a turn by OpenAI's protocol, for its clients.
struct CompletionRoutes {
    private typealias Call = OperationCall<TenantContext>

    let door: TurnDoor
    var now: @Sendable () -> Date = { Date() }

    var operations: [Operation<TenantContext>] {
        [
            Operation(
                .post, "v1/chat/completions", id: "completeChat",
                "Ask a question by OpenAI's protocol; the reply is stored before it is sent.",
                body: CompletionBody.shape,
                answers: [
                    .ok(
                        CompletionShape.answer, or: CompletionShape.stream,
                        "The stored reply as a completion. With `stream`: its chunks.")
                ],
                refusals: [.notFound, .conflict, .tooManyRequests], isRepeatable: true, isTurn: true, errors: .openAI,
                bodyLimit: CompletionBody.limit, present: present, handler: complete)
        ]
    }

    /// A repeated request gets a completion of its own id, of the same stored reply.
    private func present(_ call: Call) -> TurnPresentation {
        var reader = call.body
        let identity = CompletionIdentity(
            requestID: call.context.requestID, created: now(), model: reader.value(CompletionBody.model) ?? "")
        let encoder = CompletionEncoder(
            identity, includesUsage: reader.value(CompletionBody.streamOptions) ?? false)
        return TurnPresentation(
            encoder: reader.value(CompletionBody.stream) == true ? encoder : nil,
            body: { Completion(identity: identity, reply: $0).json })
    }

    private func complete(_ call: Call) async throws -> Response {
        let question = try Self.question(of: call)
        call.dropBody()
        do {
            return try await door.answer(question, of: call)
        } catch .agentNotAvailable {
            throw Problem.modelNotFound
        } catch {
            throw error.problem
        }
    }

    private static func question(of call: Call) throws -> TurnDoor.Question {
        var reader = call.body
        let model = reader.value(CompletionBody.model)
        let conversation = reader.value(CompletionBody.messages)
        let session = reader.value(CompletionBody.ours) ?? nil
        _ = reader.value(CompletionBody.stream)
        _ = reader.value(CompletionBody.streamOptions)
        for field in CompletionBody.refused { _ = reader.value(field) }
        try reader.finish()
        return TurnDoor.Question(
            session: session, message: conversation?.message ?? "",
            agent: model == CompletionBody.automatic ? nil : model,
            history: session == nil ? conversation?.history : nil)
    }
}

extension Problem {
    /// An agent that is not there, or not granted: one answer for both.
    static let modelNotFound = Problem(
        .notFound, "model_not_found", "There is no such model: no agent of this name is available to you.",
        fields: [FieldProblem(pointer: "/model", message: "is not available.")])
}
