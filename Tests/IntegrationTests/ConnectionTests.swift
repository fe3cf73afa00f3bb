import Foundation
import HubCore
import Testing

/// What the server says on a connection before any route has a say.
@Suite(.timeLimit(.minutes(5))) struct ConnectionTests {
    @Test func answersWhatIsNotHTTPWithAProblemInItsTurn() async throws {
        let hub = try await HubProcess.start([])
        let alone = try await hub.http.exchange(Array("GARBAGE\r\n\r\n".utf8))
        #expect(alone.status == 400)
        #expect(alone.headers["content-type"] == "application/problem+json")
        #expect(alone.json["code"] == "malformed_request")
        #expect(alone.json["request_id"]?.stringValue?.count == 16)
        let behind = try await hub.http.exchange(
            Array("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\nGARBAGE\r\n\r\n".utf8))
        await hub.stop()
        let text = String(decoding: behind.body, as: UTF8.self)
        #expect(behind.status == 200)
        #expect(text.hasPrefix(#"{"status":"live"}HTTP/1.1 400"#))
        #expect(text.contains("malformed_request"))
    }

    @Test func tellsAClientThatAsksToGoOn() async throws {
        let hub = try await HubProcess.start()
        let connection = FileHandle(fileDescriptor: try hub.http.connection(), closeOnDealloc: true)
        let head = """
            POST /api/demo/chat HTTP/1.1\r
            Host: a\r
            Connection: close\r
            Authorization: Bearer \(try hub.token())\r
            Expect: 100-continue\r
            Content-Type: application/json\r
            Content-Length: 2\r
            \r

            """
        try connection.write(contentsOf: Data(head.utf8))
        let lines = LineReader(connection)
        #expect(await lines.next() == "HTTP/1.1 100 Continue\r")
        #expect(await lines.next() == "\r")
        try connection.write(contentsOf: Data("{}".utf8))
        #expect(await lines.next()?.hasPrefix("HTTP/1.1 422") == true)
        await hub.stop()
    }
}
