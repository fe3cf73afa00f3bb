import HubCore
import HubEngine
import Hummingbird

/// Lets turns through to the engine, whichever door they came by.
struct TurnDoor: Sendable {
    typealias Engine = @Sendable (ChatTurn) async throws(ChatError) -> ChatAnswer

    /// What a caller asks.
    struct Question: Sendable {
        var session: SessionID?
        var message: String
        var attachments: [FileID] = []
        var agent: String?
        /// nil: the session's own.
        var history: [Message]?
    }

    private let engine: Engine

    init(_ engine: @escaping Engine) { self.engine = engine }

    /// The stored reply as JSON. When it returns, the turn is stored.
    func answer(_ question: Question, of call: OperationCall<TenantContext>) async throws(ChatError) -> Response {
        let turn = ChatTurn(
            caller: call.context.caller, session: question.session, message: question.message,
            attachments: question.attachments, agent: question.agent, traceID: call.context.trace.traceID,
            requestID: call.context.requestID, traceparent: call.context.trace.traceparent,
            idempotency: call.idempotency,
            // At the door, before its body was read.
            isCounted: true, history: question.history, observer: call.observer)
        let answer = try await engine(turn)
        var response = Response.json(answer.reply.json)
        let states = (call.rate?.states ?? []) + (answer.rate?.states ?? [])
        response.headers.append(contentsOf: RateHeaders.fields(RateVerdict(states: states)))
        return response
    }
}
