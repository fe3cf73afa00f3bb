import Testing

@testable import HubStorage

struct RedisCommandTests {
    @Test func writesAnArrayOfByteStrings() {
        let command = RedisCommand("SET", "ké", .bytes([0, 13, 10]), .number(-7))
        let expected = "*4\r\n$3\r\nSET\r\n$3\r\nké\r\n$3\r\n\0\r\n\r\n$2\r\n-7\r\n"
        #expect(command.bytes == Array(expected.utf8))
    }
}
