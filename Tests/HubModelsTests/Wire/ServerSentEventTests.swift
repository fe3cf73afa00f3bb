import HubCore
import Testing

@testable import HubModels

@Suite struct ServerSentEventTests {
    private func parse(_ pieces: [some Sequence<UInt8>]) -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        return pieces.flatMap { parser.take(Array($0)) }
    }

    private func parse(_ text: String) -> [ServerSentEvent] { parse([Array(text.utf8)]) }

    private func event(_ data: String, name: String = "") -> ServerSentEvent {
        ServerSentEvent(name: name, data: Array(data.utf8))
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func linesMayEndInEveryWay(_ end: String) {
        let text = ["event: a", "data: 1", "", "data:2", "", ": nothing", "data:  3 ", "id: 7", "retry: 1", "", ""]
        #expect(parse(text.joined(separator: end)) == [event("1", name: "a"), event("2"), event(" 3 ")])
    }

    @Test func linesOfDataAreJoined() {
        #expect(parse("data: {\ndata: \"a\": 1\ndata\ndata: }\n\n") == [event("{\n\"a\": 1\n\n}")])
    }

    @Test func aMarkAtTheBeginningIsNoPartOfIt() {
        #expect(parse("\u{FEFF}data: 1\n\ndata: \u{FEFF}2\n\n") == [event("1"), event("\u{FEFF}2")])
    }

    @Test(arguments: [
        "\n\n\n", ": comment\n\n", "event: ping\n\n", "data:\n\n", "data\n\n", "nonsense\n\n", "id: 1\n\n",
    ])
    func whatHasNoDataIsNoEvent(_ text: String) {
        #expect(parse(text + "data: 1\n\n") == [event("1")])
    }

    @Test func anEventThatIsNotFinishedIsNone() {
        #expect(parse("data: 1\n\ndata: 2\n") == [event("1")])
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func theBytesMayBeCutAnywhere(_ end: String) {
        let lines = [
            "\u{FEFF}: Xin chào", "event: one", "data: Công nợ", "data: {\"a\": \"…\"}", "", "", "data", "",
            "data: 2", "", "event: x", "", "data:3", "", "data: [DONE]", "", "",
        ]
        let bytes = Array(lines.joined(separator: end).utf8)
        let whole = parse([bytes])
        #expect(whole.count == 4)
        for first in 0...bytes.count {
            #expect(parse([bytes[..<first], bytes[first...]]) == whole)
            for second in first...bytes.count {
                guard parse([bytes[..<first], bytes[first..<second], bytes[second...]]) == whole else {
                    Issue.record("cut at \(first) and \(second)")
                    return
                }
            }
        }
        #expect(parse(bytes.map { [$0] }) == whole)
    }

    @Test func dataThatIsNoJSONIsMalformed() {
        #expect { try event("{\"a\":").json() } throws: { ($0 as? ModelError)?.kind == .malformed }
    }
}
