import HubCore
import HubEngine
import Hummingbird

/// `POST /api/{tenant}/chat`: one message in, one stored reply out.
struct ChatRoutes {
    private typealias Call = OperationCall<TenantContext>

    let engine: ChatEngine

    var operations: [Operation<TenantContext>] {
        [
            Operation(
                .post, "chat", id: "chat", "Ask a question; the reply is stored before it is sent.",
                body: ChatBody.shape, answers: [.ok(ReplyShape.answer, "The stored reply; `status` says how it went.")],
                refusals: [.notFound, .conflict, .tooManyRequests], isRepeatable: true, isTurn: true, handler: chat)
        ]
    }

    private func chat(_ call: Call) async throws -> Response {
        var reader = call.body
        let message = reader.value(ChatBody.message)
        let session = reader.value(ChatBody.session)
        let agent = reader.value(ChatBody.agent)
        _ = reader.value(ChatBody.stream)
        _ = reader.value(ChatBody.attachments)
        try reader.finish()
        let turn = ChatTurn(
            caller: call.context.caller, session: session, message: message ?? "", agent: agent,
            traceID: call.context.trace.traceID, requestID: call.context.requestID,
            traceparent: call.context.trace.traceparent, idempotency: call.idempotency,
            // At the door, before its body was read.
            isCounted: true)
        do {
            let answer = try await engine.answer(turn)
            var response = Response.json(answer.reply.json)
            let states = (call.rate?.states ?? []) + (answer.rate?.states ?? [])
            response.headers.append(contentsOf: RateHeaders.fields(RateVerdict(states: states)))
            return response
        } catch {
            throw error.problem
        }
    }
}
