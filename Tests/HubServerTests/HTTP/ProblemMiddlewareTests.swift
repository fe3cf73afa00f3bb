import HTTPTypes
import HubCore
import Hummingbird
import Logging
import NIOCore
import Testing

@testable import HubServer

@Suite struct ProblemMiddlewareTests {
    @Test(arguments: ["/health/live", "/api/admin/agents", "/openapi.json", "/docs", "/nothing", "/api/admin/agents/x"])
    func aHeadHasTheLengthThatGetWouldSendAndNoBody(path: String) async throws {
        let house = try House()
        let get = try await house.send(.get, path, as: .platform)
        let head = try await house.send(.head, path, as: .platform)
        #expect(head.status == get.status && head.text.isEmpty)
        #expect(head.header("Content-Length") == "\(get.text.utf8.count)")
    }

    private struct Source: RequestContextSource {
        let logger: Logger
    }

    private struct Oddity: Error {
        let secret = "swordfish"
    }

    @Test func anErrorThatNobodyExpectedIsLoggedWithItsRequestAndItsCaller() async throws {
        let logs = LogMetadata()
        let caller = Caller(
            scope: Door.scope, user: try #require(UserID("anna")), roles: [.user], token: Secret("t"), logName: "6ca13d"
        )
        let request = Request(
            head: HTTPRequest(method: .get, scheme: "http", authority: "hub", path: "/"),
            body: RequestBody(buffer: ByteBuffer()))
        let response = try await ProblemMiddleware().handle(
            request, context: HubContext(source: Source(logger: logs.logger))
        ) { _, context in
            context.logged.set(caller)
            throw Oddity()
        }
        #expect(response.status == .internalServerError)
        #expect(logs.lines.count == 2)
        for line in logs.lines {
            #expect(line["tenant"] == "acme-corp" && line["user"] == "6ca13d")
            #expect(line["request_id"] == response.headers[.requestID] && line["trace_id"]?.utf8.count == 32)
            #expect(!line.values.contains { $0.contains("swordfish") })
        }
        #expect(logs.lines[0]["type"] == "Oddity" && logs.lines[1]["status"] == "500")
    }
}
