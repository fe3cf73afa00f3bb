import HubCore
import HubEgress
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct RedirectFollowingTests {
    @Test func followsWithinTheLimit() async throws {
        let server = try LoopbackServer { request in
            request.target == "/three" ? .respond("there") : .redirect(to: request.target == "/one" ? "/two" : "three")
        }
        let client = try LocalClient.make()
        #expect(try await client.get(server.url("/one"), redirects: .follow(2)).text == "there")
        #expect(server.requests.map(\.target) == ["/one", "/two", "/three"])
        #expect(server.connections == 1)
        #expect(await client.failure(server.url("/one"), redirects: .follow(1)) == .redirect)
        #expect(await client.failure(server.url("/one"), redirects: .refuse) == .redirect)
    }

    @Test func aLoopEnds() async throws {
        let server = try LoopbackServer { _ in .redirect(to: "/again") }
        let client = try LocalClient.make()
        #expect(await client.failure(server.url(), redirects: .follow(5)) == .redirect)
        #expect(server.requests.count == 6)
    }

    @Test func everyHopIsJudged() async throws {
        let inside = try LoopbackServer { _ in .respond("inside") }
        let outside = try LoopbackServer { request in .redirect(to: String(request.target.dropFirst())) }
        let client = try LocalClient.make(allowing: ["127.0.0.1:\(outside.port)"])
        #expect(await client.failure(outside.url("/" + inside.url()), redirects: .follow(3)) == .denied)
        #expect(await client.failure(outside.url("/file:///etc/passwd"), redirects: .follow(3)) == .redirect)
        #expect(await client.failure(outside.url("/http://user@x.example/"), redirects: .follow(3)) == .redirect)
        #expect(inside.connections == 0)
    }

    @Test func theCredentialGoesToItsOriginsOnly() async throws {
        let far = try LoopbackServer { _ in .respond("far") }
        let near = try LoopbackServer { request in
            request.target == "/far" ? .redirect(307, to: far.url()) : .redirect(307, to: "/far")
        }
        let client = try LocalClient.make()
        let nearOrigin = try #require(Origin(url: near.url()))
        let farOrigin = try #require(Origin(url: far.url()))
        func send(_ origins: Set<Origin>) async throws -> EgressResponse {
            try await client.send(
                EgressRequest(
                    method: "POST", url: near.url(), headers: [HTTPHeader(name: "X-Key", value: "k")], body: [0x61],
                    authorization: EgressAuthorization(value: Secret("Bearer t"), origins: origins),
                    deadline: .generous, redirects: .follow(3)))
        }
        #expect(try await send([nearOrigin]).text == "far")
        #expect(near.requests.map { $0.header("Authorization") } == ["Bearer t", "Bearer t"])
        #expect(near.requests.map { $0.header("X-Key") } == ["k", "k"])
        #expect(far.requests.map { $0.header("Authorization") } == [nil])
        #expect(far.requests.map { $0.header("X-Key") } == [nil])
        #expect(far.requests.map(\.text) == ["a"])
        _ = try await send([farOrigin])
        #expect(near.requests.suffix(2).map { $0.header("Authorization") } == [nil, nil])
        #expect(far.requests.last?.header("Authorization") == "Bearer t")
    }

    @Test func aPostBecomesAGetWithoutContent() async throws {
        let server = try LoopbackServer { request in request.method == "POST" ? .redirect(303, to: "/") : .respond("ok")
        }
        let client = try LocalClient.make()
        let response = try await client.send(
            EgressRequest(
                method: "POST", url: server.url(), headers: [HTTPHeader(name: "Content-Type", value: "text/plain")],
                body: [0x61], deadline: .generous, redirects: .follow(1)))
        #expect(response.text == "ok")
        let last = try #require(server.requests.last)
        #expect(last.method == "GET")
        #expect(last.header("Content-Type") == nil)
        #expect(last.header("Content-Length") == nil)
    }

    @Test func whatPointsNowhereIsAResponse() async throws {
        let server = try LoopbackServer { _ in .respond(304) }
        let client = try LocalClient.make()
        #expect(try await client.get(server.url()).status == 304)
    }

    @Test func aStreamFollowsToo() async throws {
        let server = try LoopbackServer { request in
            request.target == "/" ? .redirect(to: "/there") : .chunked(["a", "b"])
        }
        let client = try LocalClient.make()
        let stream = try await client.stream(
            EgressRequest(url: server.url(), deadline: .generous, redirects: .follow(1)))
        #expect(stream.status == 200)
        #expect(try await stream.collect() == Array("ab".utf8))
    }
}
