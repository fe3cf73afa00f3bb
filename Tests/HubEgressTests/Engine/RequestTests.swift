import HubCore
import HubEgress
import Support
import Testing

/// What is put on the wire.
@Suite(.timeLimit(.minutes(1))) struct RequestTests {
    private func sent(
        _ method: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil, path: String = "/"
    ) async throws -> LoopbackRequest {
        let server = try LoopbackServer { _ in .respond(204) }
        _ = try await LocalClient.make().send(
            EgressRequest(method: method, url: server.url(path), headers: headers, body: body, deadline: .generous))
        return try #require(server.requests.first)
    }

    @Test(arguments: ["GET", "HEAD", "DELETE", "OPTIONS", "PROPFIND"])
    func withoutABodyNoneIsAnnounced(_ method: String) async throws {
        let request = try await sent(method)
        #expect(request.method == method)
        #expect(request.header("Content-Length") == nil)
        #expect(request.header("Content-Type") == nil)
    }

    @Test(arguments: ["POST", "PUT", "PATCH"])
    func anAbsentBodyIsAnnouncedAsEmptyWhereOneIsExpected(_ method: String) async throws {
        let request = try await sent(method)
        #expect(request.method == method)
        #expect(request.header("Content-Length") == "0")
        #expect(request.header("Content-Type") == nil)
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE", "GET"])
    func theBodyIsSentAsItIs(_ method: String) async throws {
        let body: [UInt8] = [0, 1, 0, 255]
        let request = try await sent(method, body: body)
        #expect(request.method == method)
        #expect(request.body == body)
        #expect(request.header("Content-Type") == nil)
    }

    @Test func aLargeBodyIsSentWithoutAsking() async throws {
        let body = [UInt8](repeating: 0x61, count: 3 << 20)
        let request = try await sent("POST", body: body)
        #expect(request.body == body)
        #expect(request.header("Expect") == nil)
    }

    @Test func headersAreSentAsTheyAre() async throws {
        let request = try await sent(
            "GET",
            headers: [
                HTTPHeader(name: "X-Empty", value: ""), HTTPHeader(name: "X-Text", value: "a: b; c"),
                HTTPHeader(name: "User-Agent", value: "mine"),
            ])
        #expect(request.header("X-Empty") == "")
        #expect(request.header("X-Text") == "a: b; c")
        #expect(request.headers.filter { $0.name == "User-Agent" }.map(\.value) == ["mine"])
    }

    @Test func theTargetIsSentAsItIs() async throws {
        let request = try await sent("GET", path: "/a%2Fb//c;d/e%20f?x=../y&z=%00#fragment")
        #expect(request.target == "/a%2Fb//c;d/e%20f?x=../y&z=%00")
    }

    @Test func whatIsMalformedIsNotSent() async throws {
        let server = try LoopbackServer { _ in .respond() }
        let client = try LocalClient.make()
        #expect(await client.failure(server.url("/a/../b")) == .invalidURL)
        #expect(await client.failure(server.url("/a\r\nX: y")) == .invalidURL)
        let error = await #expect(throws: EgressError.self) {
            try await client.send(
                EgressRequest(
                    url: server.url(), headers: [HTTPHeader(name: "A", value: "b\r\nC: d")], deadline: .generous))
        }
        #expect(error?.kind == .invalidRequest)
        #expect(server.connections == 0)
    }

    @Test func noCookieIsKept() async throws {
        let server = try LoopbackServer { _ in .respond(200, headers: [("Set-Cookie", "a=b; Path=/")]) }
        let client = try LocalClient.make()
        for _ in 0..<2 { _ = try await client.get(server.url()) }
        #expect(server.requests.map { $0.header("Cookie") } == [nil, nil])
        #expect(server.connections == 1)
    }
}
