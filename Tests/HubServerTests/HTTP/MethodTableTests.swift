import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct MethodTableTests {
    private static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect, HTTPRequest.Method("PURGE") ?? .trace,
    ]

    @Test func answersWhatAPathDoesNotHaveBy405() async throws {
        let house = try House()
        let paths = try #require(try await house.document()["paths"]?.objectValue)
        for (path, item) in paths {
            let there = Set(item.objectValue?.keys.map { $0.uppercased() } ?? [])
            let allowed = there.union(there.contains("GET") ? ["HEAD"] : []).sorted().joined(separator: ", ")
            for method in Self.methods where !allowed.split(separator: ", ").contains(method.rawValue[...]) {
                let reply = try await house.send(method, path.replacing("{", with: "").replacing("}", with: ""))
                #expect(reply.status == 405, "\(method) \(path)")
                #expect(reply.header("Allow") == allowed, "\(method) \(path)")
                let code = reply.code ?? reply.json?["error"]?["code"]?.stringValue
                if method != .head { #expect(code == "method_not_allowed") }
            }
        }
    }

    @Test(arguments: ["/nothing", "/api", "/api/admin", "/api/admin/agents/x/y", "/health", "/docs/x", "/"])
    func answersUnknownPathsBy404(path: String) async throws {
        let house = try House()
        for method in Self.methods {
            let reply = try await house.send(method, path, as: .platform)
            #expect(reply.status == 404, "\(method) \(path)")
            #expect(reply.header("X-Request-Id") != nil)
        }
    }

    @Test func answersHeadWithoutABody() async throws {
        let house = try House()
        let reply = try await house.send(.head, "/health/live")
        #expect(reply.status == 200 && reply.text.isEmpty)
    }
}
