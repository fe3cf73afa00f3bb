import HTTPTypes
import HubCore
import HubEngine
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import HubServer

@Suite struct RequestContentTests {
    private struct Anna: RouterMiddleware {
        func handle(
            _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
        ) async throws -> Response {
            var context = context
            context.caller = ScriptedContext(source: ScriptedContext.Source()).caller
            return try await next(request, context)
        }
    }

    /// As JSON a megabyte may take thirty, and a turn half a minute.
    @Test(arguments: [
        ("chat", #"{"message": "How many?"}"#),
        ("v1/chat/completions", #"{"model": "auto", "messages": [{"role": "user", "content": "How many?"}]}"#),
    ])
    func whileATurnIsAnsweredNobodyHoldsItsBody(path: String, body: String) async throws {
        let call = Mutex<OperationCall<TenantContext>?>(nil)
        let held = Mutex<Bool?>(nil)
        let door = TurnDoor { (turn: ChatTurn) throws(ChatError) in
            let isHeld = call.withLock { $0?.holdsBody }
            held.withLock { $0 = isHeld }
            #expect(turn.message == "How many?")
            return ChatAnswer(reply: .scripted(), rate: nil)
        }
        let operations = ChatRoutes(door: door).operations + CompletionRoutes(door: door).operations
        let operation = try #require(operations.first { $0.description.path == path })
        let router = Router(context: HubContext.self)
        router.add(middleware: Anna())
        router.group("{tenant}", context: TenantContext.self).post("turn") { request, context in
            let made = try await OperationCall(request, context, operation.description)
            call.withLock { $0 = made }
            #expect(made.holdsBody && made.bytes == Array(body.utf8))
            return try await operation.handler(made)
        }
        let head = HTTPRequest(method: .post, scheme: "http", authority: "hub", path: "/\(Door.acme.rawValue)/turn")
        let response = try await router.buildResponder().respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))),
            context: HubContext(source: ScriptedContext.Source()))
        #expect(response.status == .ok)
        #expect(held.withLock { $0 } == false)
    }
}
