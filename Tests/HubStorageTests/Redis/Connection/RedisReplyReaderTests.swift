import Testing

@testable import HubStorage

struct RedisReplyReaderTests {
    private static func read(_ text: String, pieces: Int = 1, limit: Int = 1000) throws(RedisError) -> [RedisReply] {
        let reader = RedisReplyReader(maximumBytes: limit)
        var replies: [RedisReply] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: max(1, bytes.count / pieces)) {
            let piece = Array(bytes[start..<min(bytes.count, start + max(1, bytes.count / pieces))])
            let result = piece.withUnsafeBytes { piece in
                Result { () throws(RedisError) in try reader.take(piece) { replies.append($0) } }
            }
            try result.get()
        }
        return replies
    }

    @Test(arguments: [1, 7, 200]) func readsEveryKind(pieces: Int) throws {
        let text =
            "+OK\r\n:-5\r\n$-1\r\n*-1\r\n$0\r\n\r\n$4\r\na\r\nb\r\n*3\r\n$1\r\nx\r\n*1\r\n:1\r\n$-1\r\n-WRONGTYPE of a key\r\n"
        #expect(
            try Self.read(text, pieces: pieces) == [
                .bytes(Array("OK".utf8)), .integer(-5), .null, .null, .bytes([]), .bytes(Array("a\r\nb".utf8)),
                .array([.bytes([0x78]), .array([.integer(1)]), .null]), .error(code: "WRONGTYPE"),
            ])
    }

    @Test func tellsNoMoreOfAnErrorThanItsCode() throws {
        #expect(try Self.read("-oops agenthub:acme\r\n-ERR\r\n") == [.error(code: "ERR"), .error(code: "ERR")])
    }

    @Test(arguments: ["HTTP/1.1 400\r\n", "$5x\r\n", ":one\r\n", "*1\r\n?\r\n"])
    func refusesWhatIsNoReply(text: String) {
        #expect(throws: RedisError.protocolViolation) { try Self.read(text) }
    }

    @Test func endsAtAReplyThatIsTooLarge() {
        #expect(throws: RedisError.tooLarge) {
            try Self.read("$2000\r\n" + String(repeating: "x", count: 1500), pieces: 10)
        }
        let elements = String(repeating: ":1\r\n", count: 500)
        #expect(throws: RedisError.tooLarge) { try Self.read("*1000\r\n" + elements, pieces: 10) }
    }

    @Test func countsEachReplyAlone() throws {
        let text = String(repeating: "$300\r\n" + String(repeating: "x", count: 300) + "\r\n", count: 20)
        #expect(try Self.read(text, pieces: 40).count == 20)
    }
}
