import HTTPTypes
import HubCore
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
}
