import HubCore
import HubEngine
import Hummingbird

/// `POST /api/{tenant}/chat`: one message in, one stored reply out.
struct ChatRoutes {
    let engine: ChatEngine

    func add(to group: some RouterMethods<TenantContext>) {
        group.post("chat", use: chat)
    }

    @Sendable private func chat(_ request: Request, _ context: TenantContext) async throws -> Response {
        let body = try ChatBody(await request.object())
        let turn = ChatTurn(
            caller: context.caller, session: body.session, message: body.message, agent: body.agent,
            traceID: context.requestID)
        do {
            return .json(try await engine.answer(turn).json)
        } catch {
            throw error.problem
        }
    }
}
