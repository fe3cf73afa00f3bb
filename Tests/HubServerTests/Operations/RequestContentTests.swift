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

    @Test func aBodyOfBracketsIsRefusedBeforeItIsRead() throws {
        func body(_ element: String, _ count: Int) -> [UInt8] {
            Array(#"{"x": [\#(Array(repeating: element, count: count).joined(separator: ","))]}"#.utf8)
        }
        let problem = #expect(throws: Problem.self) { try RequestContent(body: body(#"{"a":0}"#, 100_000)) }
        #expect(problem?.code == "invalid_body" && problem?.detail.contains("100000 values") == true)
        // What stands in strings is no value.
        #expect(try RequestContent(body: body(#"",[{\",:""#, 40_000)).object["x"]?.arrayValue?.count == 40_000)
        #expect(try RequestContent(body: body(#"{"role":"user","content":"x"}"#, 10_001)).isHeld)
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
