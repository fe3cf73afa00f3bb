import Foundation
import HubCore
import HubEgress
import Support
import Testing

/// What peers may answer, and what they may not.
@Suite(.timeLimit(.minutes(1))) struct ResponseTests {
    /// 100,000 zeros, zipped.
    private static let bomb =
        "H4sIAAAAAAACA+3BMQEAAADCoPVPbQ0Po" + String(repeating: "A", count: 128) + "IBXA32VEdSghgEA"

    private func zipped() throws -> LoopbackServer {
        let bytes = try #require(Data(base64Encoded: Self.bomb))
        return try LoopbackServer { _ in .respond(headers: [("Content-Encoding", "gzip")], body: bytes) }
    }

    @Test func isDecompressed() async throws {
        let server = try zipped()
        let response = try await LocalClient.make().get(server.url())
        #expect(response.body == [UInt8](repeating: 0, count: 100_000))
        #expect(response.headers.value(of: "Content-Encoding") == nil)
        #expect(response.headers.value(of: "Content-Length") == nil)
        #expect(server.requests.first?.header("Accept-Encoding") == "gzip")
    }

    @Test func theLimitHoldsAfterDecompression() async throws {
        let server = try zipped()
        let client = try LocalClient.make()
        let error = await #expect(throws: EgressError.self) { try await client.get(server.url(), maximum: 99_999) }
        #expect(error?.kind == .tooLarge)
        #expect(error?.message.contains("99999") == true)
        #expect(try await client.get(server.url(), maximum: 100_000).body.count == 100_000)
    }

    @Test func isCutOffAtTheLimit() async throws {
        let server = try LoopbackServer { _ in
            [.head(200, [("Connection", "close")]), .flood([UInt8](repeating: 0x61, count: 10_000))]
        }
        let client = try LocalClient.make()
        #expect(await client.failure(server.url(), maximum: 100_000) == .tooLarge)
        await server.ended(1)
    }

    @Test func anAnnouncedExcessIsRefusedBeforeItArrives() async throws {
        let server = try LoopbackServer { _ in [.head(200, [("Content-Length", "100001")]), .hang] }
        let client = try LocalClient.make()
        #expect(await client.failure(server.url(), maximum: 100_000) == .tooLarge)
    }

    @Test func aHeadAnnouncesWhatItDoesNotSend() async throws {
        let server = try LoopbackServer { _ in [.head(200, [("Content-Length", "100001")])] }
        let client = try LocalClient.make()
        let request = EgressRequest(method: "HEAD", url: server.url(), deadline: .generous, maximumResponseBytes: 10)
        #expect(try await client.send(request).headers.value(of: "Content-Length") == "100001")
    }

    @Test func chunksAreJoined() async throws {
        let server = try LoopbackServer { _ in .chunked(["one ", "two"]) }
        #expect(try await LocalClient.make().get(server.url()).text == "one two")
    }

    @Test func interimResponsesArePassedOver() async throws {
        let server = try LoopbackServer { _ in [.head(103, [("Link", "x")])] + .respond("final") }
        let response = try await LocalClient.make().get(server.url())
        #expect(response.text == "final")
        #expect(response.headers.value(of: "Link") == nil)
    }

    @Test func headersAreBounded() async throws {
        let server = try LoopbackServer { request in
            request.target == "/many"
                ? .respond(200, headers: (0..<100).map { ("H\($0)", "x") })
                : .respond(200, headers: [("H", String(repeating: "x", count: 5000))])
        }
        let client = try LocalClient.make(limits: EgressLimits(headerBytes: 4000, headerCount: 50))
        #expect(await client.failure(server.url("/many")) == .tooLarge)
        #expect(await client.failure(server.url("/large")) == .tooLarge)
    }

    @Test func garbageIsNotHTTP() async throws {
        let server = try LoopbackServer { _ in [.send("garbage\r\n\r\n"), .close] }
        let client = try LocalClient.make()
        #expect(await client.failure(server.url()) == .protocolError)
    }

    @Test(
        arguments: [
            [.close], [.reset], [.send("HTTP/1.1 200 OK\r\nContent-Le"), .close],
            [.head(200, [("Content-Length", "10")]), .send("12345"), .close],
            [.head(200, [("Transfer-Encoding", "chunked")]), .send("5\r\n12"), .close],
        ] as [[LoopbackAction]])
    func whatBreaksOffIsNoResponse(_ actions: [LoopbackAction]) async throws {
        let server = try LoopbackServer { _ in actions }
        let client = try LocalClient.make()
        #expect(await client.failure(server.url()) == .connection)
    }

    @Test func nobodyListens() async throws {
        let server = try LoopbackServer { _ in .respond() }
        let url = server.url()
        server.stop()
        let client = try LocalClient.make()
        #expect(await client.failure(url) == .connection)
    }
}
