import HubCore
import HubEngine
import Hummingbird

/// `POST /api/{tenant}/chat`: one message in, one stored reply out.
struct ChatRoutes {
    private typealias Call = OperationCall<TenantContext>

    let door: TurnDoor

    var operations: [Operation<TenantContext>] {
        [
            Operation(
                .post, "chat", id: "chat", "Ask a question; the reply is stored before it is sent.",
                body: ChatBody.shape,
                answers: [
                    .ok(
                        ReplyShape.answer, or: ChatStreamShape.stream,
                        "The stored reply; `status` says how it went. With `stream`: what happens, as it happens.")
                ],
                refusals: [.notFound, .conflict, .tooManyRequests], isRepeatable: true, isTurn: true, present: present,
                handler: chat)
        ]
    }

    private func present(_ call: Call) -> TurnPresentation {
        var reader = call.body
        return TurnPresentation(encoder: reader.value(ChatBody.stream) == true ? ChatEncoder() : nil)
    }

    private func chat(_ call: Call) async throws -> Response {
        let question = try Self.question(of: call)
        call.dropBody()
        do {
            return try await door.answer(question, of: call)
        } catch {
            throw error.problem
        }
    }

    private static func question(of call: Call) throws -> TurnDoor.Question {
        var reader = call.body
        let message = reader.value(ChatBody.message)
        let session = reader.value(ChatBody.session)
        let agent = reader.value(ChatBody.agent)
        _ = reader.value(ChatBody.stream)
        let attachments = reader.value(ChatBody.attachments)
        try reader.finish()
        return TurnDoor.Question(
            session: session, message: message ?? "", attachments: attachments ?? [], agent: agent)
    }
}
