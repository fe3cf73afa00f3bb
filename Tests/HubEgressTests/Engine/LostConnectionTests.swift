import HubCore
import HubEgress
import Support
import Testing

/// A peer that closes a kept connection just when the next request arrives.
@Suite(.timeLimit(.minutes(1))) struct LostConnectionTests {
    /// The first connection answers one request and breaks off at the second; others answer all.
    private func server() throws -> LoopbackServer {
        try LoopbackServer { request in
            request.connection == 0 && request.target == "/second" ? [.close] : .respond("ok")
        }
    }

    private func send(
        _ method: String, to server: LoopbackServer, headers: [HTTPHeader] = []
    ) async throws -> EgressResponse {
        let client = try LocalClient.make()
        _ = try await client.get(server.url("/first"))
        return try await client.send(
            EgressRequest(method: method, url: server.url("/second"), headers: headers, deadline: .generous))
    }

    @Test(arguments: ["GET", "PUT", "DELETE"])
    func anIdempotentRequestIsSentAgain(_ method: String) async throws {
        let server = try server()
        #expect(try await send(method, to: server).text == "ok")
        #expect(server.requests.map(\.connection) == [0, 0, 1])
    }

    @Test(arguments: ["POST", "PATCH"])
    func anyOtherIsNot(_ method: String) async throws {
        let server = try server()
        let error = await #expect(throws: EgressError.self) { try await send(method, to: server) }
        #expect(error?.kind == .connection)
        #expect(server.requests.count == 2)
    }

    @Test func anIdempotencyKeyAllowsIt() async throws {
        let server = try server()
        let key = HTTPHeader(name: "Idempotency-Key", value: "1")
        #expect(try await send("POST", to: server, headers: [key]).text == "ok")
        #expect(server.requests.count == 3)
    }
}
