import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import HubServer

@Suite struct ClosingHandlerTests {
    /// What is read of the request's head, and what an answer of unknown length looks like on the wire.
    private func exchange(_ request: String) throws -> (HTTPRequestHead, answer: String) {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false)
        try channel.pipeline.syncOperations.addHandler(ClosingInstaller())
        try channel.writeInbound(ByteBuffer(string: request))
        let part = try channel.readInbound(as: HTTPServerRequestPart.self)
        guard case .head(let head) = part else { throw ChannelError.inappropriateOperationForState }
        try channel.writeOutbound(HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok)))
        try channel.writeOutbound(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: "data: x\n\n"))))
        try channel.writeOutbound(HTTPServerResponsePart.end(nil))
        var answer = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { answer += String(buffer: bytes) }
        _ = try channel.finish()
        return (head, answer)
    }

    @Test(arguments: ["", "Connection: keep-alive\r\nExpect: 100-continue\r\n"])
    func aClientOfHTTP10GetsNoChunksAndTheEndOfTheConnection(fields: String) throws {
        let (head, answer) = try exchange("GET / HTTP/1.0\r\n\(fields)\r\n")
        #expect(head.headers["Connection"] == ["close"] && !head.headers.contains(name: "Expect"))
        #expect(answer == "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\ndata: x\n\n")
    }

    @Test(arguments: ["close", "Close", "TE, close"])
    func aClientThatClosesIsUnderstoodInAnySpelling(value: String) throws {
        let (head, answer) = try exchange("GET / HTTP/1.1\r\nConnection: \(value)\r\n\r\n")
        #expect(head.headers["Connection"] == ["close"])
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nConnection: close\r\n") && answer.hasSuffix("0\r\n\r\n"))
    }

    @Test func otherConnectionsGoOn() throws {
        let (head, answer) = try exchange("GET / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n")
        #expect(!head.headers.contains(name: "Connection") && head.headers.contains(name: "Expect"))
        #expect(!answer.contains("Connection") && answer.contains("transfer-encoding: chunked"))
    }

    @Test func onlyTheLastAnswerOfAConnectionEndsIt() throws {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false)
        try channel.pipeline.syncOperations.addHandler(ClosingInstaller())
        try channel.writeInbound(
            ByteBuffer(string: "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n"))
        var closings: [Bool] = []
        for _ in 1...2 {
            try channel.writeOutbound(
                HTTPServerResponsePart.head(
                    HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "0"])))
            try channel.writeOutbound(HTTPServerResponsePart.end(nil))
            var answer = ""
            while let bytes = try channel.readOutbound(as: ByteBuffer.self) { answer += String(buffer: bytes) }
            closings.append(answer.contains("Connection: close"))
        }
        #expect(closings == [false, true])
        _ = try channel.finish()
    }
}
