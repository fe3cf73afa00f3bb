import HubCore
import HubEgress
import Support
import Testing

@Suite struct EgressClientTests {
    @Test func sendsAndReceives() async throws {
        let server = try LoopbackServer { _ in .json("{\"ok\":true}") }
        let client = try LocalClient.make()
        let response = try await client.send(
            EgressRequest(
                method: "POST", url: server.url("/a?b=c"), headers: [HTTPHeader(name: "X-One", value: "1")],
                body: Array("{}".utf8), deadline: .generous))
        #expect(response.status == 200)
        #expect(response.headers.value(of: "content-type") == "application/json")
        #expect(response.body == Array("{\"ok\":true}".utf8))
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.target == "/a?b=c")
        #expect(request.header("x-one") == "1")
        #expect(request.text == "{}")
        await client.shutdown()
    }
}
