import HubCore
import Testing

@testable import HubModels

@Suite struct AnthropicStreamReadingTests {
    private func read(_ stream: String) -> ReadStream { ReadStream(AnthropicStreamReading(answer: nil), stream) }

    private func named(_ documents: String...) -> String {
        documents.map { document in
            let name = document.split(separator: "\"").dropFirst(2).first { $0 != ":" } ?? ""
            return "event: \(name)\ndata: \(document)\n\n"
        }.joined()
    }

    private let start =
        #"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"#
        + #""stop_reason":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":5,"#
        + #""cache_read_input_tokens":100,"output_tokens":1}}}"#
    private let textStart = #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#
    private let callStart =
        #"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"x","input":{}}}"#
    private let ping = #"{"type":"ping"}"#
    private let end = #"{"type":"message_stop"}"#

    private func words(_ text: String, index: Int = 0) -> String {
        #"{"type":"content_block_delta","index":\#(index),"delta":{"type":"text_delta","text":"\#(text)"}}"#
    }

    private func input(_ json: String, index: Int = 1) -> String {
        let text = JSONValue.string(json).text
        return
            #"{"type":"content_block_delta","index":\#(index),"delta":{"type":"input_json_delta","partial_json":\#(text)}}"#
    }

    private func stop(_ index: Int) -> String { #"{"type":"content_block_stop","index":\#(index)}"# }

    private func finish(_ reason: String, output: Int = 15) -> String {
        #"{"type":"message_delta","delta":{"stop_reason":"\#(reason)","stop_sequence":null},"#
            + #""usage":{"output_tokens":\#(output)}}"#
    }

    @Test func wordsComeAsTheyArrive() {
        let read = read(
            named(start, textStart, ping, words("Công "), words("nợ"), stop(0), finish("end_turn"), end))
        #expect(read.words == "Công nợ" && read.text == "Công nợ" && read.stopReason == .end)
        #expect(
            read.usage
                == TokenUsage(
                    inputTokens: 115, outputTokens: 15, cachedInputTokens: 100, cacheWriteTokens: 5))
        #expect(read.receivedBytes == "Công nợ".utf8.count)
    }

    @Test func theBytesMayBeCutAnywhere() {
        let stream = named(
            start, textStart, words("Xin chào 👋"), stop(0), callStart, input(""), input(#"{"k":"#), input(#""nợ"}"#),
            stop(1), finish("tool_use"), end)
        for text in [stream, stream.replacing("\n", with: "\r\n")] {
            let bytes = Array(text.utf8)
            let whole = ReadStream(AnthropicStreamReading(answer: nil), [bytes])
            #expect(whole.calls == [ModelToolCall(id: "toolu_1", name: "x", arguments: #"{"k":"nợ"}"#)])
            #expect(whole.text == "Xin chào 👋" && whole.stopReason == .toolCalls)
            for cut in 0...bytes.count {
                #expect(ReadStream(AnthropicStreamReading(answer: nil), [bytes[..<cut], bytes[cut...]]) == whole)
            }
            #expect(ReadStream(AnthropicStreamReading(answer: nil), bytes.map { [$0] }) == whole)
        }
    }

    @Test func callsMayBeInterleaved() {
        let second =
            #"{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"b","name":"y","input":{}}}"#
        let read = read(
            named(
                start, callStart, second, input(#"{"a""#), input(#"{"b":"#, index: 2), input(":1}"),
                input("2}", index: 2),
                finish("tool_use"), end))
        #expect(
            read.calls == [
                ModelToolCall(id: "toolu_1", name: "x", arguments: #"{"a":1}"#),
                ModelToolCall(id: "b", name: "y", arguments: #"{"b":2}"#),
            ])
    }

    @Test func aCallMayHaveNoArgumentsOrAllAtOnce() {
        let whole =
            #"{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"b","name":"y","#
            + #""input":{"k":1}}}"#
        let read = read(named(start, callStart, input(""), whole, finish("tool_use"), end))
        #expect(read.calls.map(\.arguments) == ["{}", #"{"k":1}"#])
    }

    @Test func thoughtsAreCountedAndNotSaid() {
        let read = read(
            named(
                start, #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hmm"}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"abc"}}"#,
                stop(0), #"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":"A"}}"#,
                words("b", index: 1), finish("end_turn"), end))
        #expect(read.words == "Ab" && read.text == "Ab" && read.receivedBytes == 5)
    }

    @Test func whatMayBeAddedIsPassedOver() {
        let read = read(
            named(
                start, #"{"type":"new_event","x":1}"#, textStart,
                #"{"type":"content_block_start","index":1,"content_block":{"type":"new_block"}}"#,
                #"{"type":"content_block_delta","index":1,"delta":{"type":"new_delta"}}"#, words("a"),
                finish("end_turn"), end))
        #expect(read.text == "a" && read.error == nil)
    }

    @Test func theEndRepeatsTheCountsOrNot() {
        let late = #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":"#
        let zero = #"{"type":"message_start","message":{"usage":{"input_tokens":0,"output_tokens":0}}}"#
        let counted = read(
            named(zero, textStart, words("a"), late + #"{"input_tokens":7,"output_tokens":2}}"#, end))
        #expect(counted.usage == TokenUsage(inputTokens: 7, outputTokens: 2))
        let kept = read(named(start, late + #"{"input_tokens":0,"output_tokens":2}}"#, end))
        #expect(
            kept.usage
                == TokenUsage(
                    inputTokens: 115, outputTokens: 2, cachedInputTokens: 100, cacheWriteTokens: 5))
        #expect(
            read(named(#"{"type":"message_start","message":{}}"#, finish("end_turn", output: -1), end)).usage == nil)
    }

    @Test func aStreamThatBreaksOffIsMalformed() {
        let read = read(named(start, textStart, words("ab"), callStart, input("{")))
        #expect(read.error == .malformed && read.words == "ab" && read.receivedBytes == 3)
        #expect(
            read.usage
                == TokenUsage(
                    inputTokens: 115, outputTokens: 1, cachedInputTokens: 100, cacheWriteTokens: 5))
        #expect(self.read("").error == .malformed)
        // Only its last event is missing, which says nothing.
        #expect(self.read(named(start, textStart, words("ab"), finish("end_turn"))).text == "ab")
    }

    @Test func whatComesBehindTheEndDoesNotCount() {
        let read = read(named(start, textStart, words("a"), finish("end_turn"), end, words("b"), "{"))
        #expect(read.text == "a" && read.error == nil)
    }

    @Test(arguments: [
        "{", "[1]", "{}", #"{"type":1}"#, #"{"type":"content_block_start","index":1}"#,
        #"{"type":"content_block_start","content_block":{"type":"text","text":""}}"#,
        #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
        #"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","name":"x"}}"#,
        #"{"type":"content_block_delta","index":7,"delta":{"type":"text_delta","text":"b"}}"#, #"{"type":"error"}"#,
    ])
    func whatIsNoEventIsMalformed(_ document: String) {
        let read = read(named(start, textStart, words("a"), document, finish("end_turn"), end))
        #expect(read.error == .malformed && read.words == "a")
    }

    @Test func blocksWithoutNumberAreMalformed() {
        let many = (0..<600).map {
            named(#"{"type":"content_block_start","index":\#($0),"content_block":{"type":"text","text":""}}"#)
        }
        #expect(read(many.joined()).error == .malformed)
    }

    @Test func anAnswerThatWasCutOffCallsNothing() {
        let read = read(named(start, textStart, words("So"), callStart, input("{"), finish("max_tokens"), end))
        #expect(read.stopReason == .length && read.calls.isEmpty && read.text == "So")
    }
}
