import HubCore
import Testing

@testable import HubModels

@Suite struct OpenAIStreamReadingTests {
    private func read(_ stream: String) -> ReadStream { ReadStream(OpenAIStreamReading(), stream) }

    private func delta(_ delta: String, finish: String? = nil) -> String {
        let reason = finish.map { "\"\($0)\"" } ?? "null"
        return #"{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":\#(delta),"#
            + #""finish_reason":\#(reason)}],"usage":null}"#
    }

    private func words(_ text: String) -> String { delta(#"{"content":"\#(text)"}"#) }

    private func call(_ call: String) -> String { delta(#"{"tool_calls":[\#(call)]}"#) }

    private let usage =
        #"{"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":16}}}"#

    @Test func wordsComeAsTheyArrive() {
        let stream = events(
            delta(#"{"role":"assistant","content":""}"#), words("Công "), words("nợ"), delta("{}", finish: "stop"),
            usage,
            "[DONE]")
        let read = read(stream)
        #expect(read.words == "Công nợ" && read.text == "Công nợ" && read.stopReason == .end)
        #expect(read.usage == TokenUsage(inputTokens: 20, outputTokens: 4, cachedInputTokens: 16))
        #expect(read.receivedBytes == "Công nợ".utf8.count)
    }

    @Test func theBytesMayBeCutAnywhere() {
        let stream = events(
            delta(#"{"role":"assistant","content":null}"#), words("Xin chào 👋 "),
            call(#"{"index":0,"id":"a","type":"function","function":{"name":"x","arguments":""}}"#),
            call(#"{"index":0,"function":{"arguments":"{\"k\":"}}"#),
            call(#"{"index":0,"function":{"arguments":"\"nợ\"}"}}"#),
            delta("{}", finish: "tool_calls"), usage, "[DONE]")
        for text in [stream, stream.replacing("\n", with: "\r\n")] {
            let bytes = Array(text.utf8)
            let whole = ReadStream(OpenAIStreamReading(), [bytes])
            #expect(whole.calls == [ModelToolCall(id: "a", name: "x", arguments: #"{"k":"nợ"}"#)])
            for cut in 0...bytes.count {
                #expect(ReadStream(OpenAIStreamReading(), [bytes[..<cut], bytes[cut...]]) == whole)
            }
            #expect(ReadStream(OpenAIStreamReading(), bytes.map { [$0] }) == whole)
        }
    }

    @Test func whatComesBehindTheEndDoesNotCount() {
        let read = read(events(words("a"), delta("{}", finish: "stop"), "[DONE]", words("b"), "{"))
        #expect(read.text == "a" && read.words == "a" && read.error == nil)
    }

    @Test func commentsAndBeatsOfTheHeartArePassedOver() {
        let stream =
            ": OPENROUTER PROCESSING\n\n" + events(words("a")) + ":\n\ndata:\n\n" + events("{}")
            + "event: x\n\n" + events(delta("{}", finish: "stop"), "[DONE]")
        #expect(read(stream).text == "a")
    }

    @Test func aStreamMayEndWithoutItsLastEvent() {
        let read = read(events(words("a"), delta("{}", finish: "stop")))
        #expect(read.text == "a" && read.stopReason == .end && read.usage == nil)
    }

    @Test func aStreamMayEndWithoutAReason() {
        #expect(read(events(words("a"), "[DONE]")).text == "a")
        // An empty one is none: the stream goes on.
        #expect(read(events(delta(#"{"content":"a"}"#, finish: ""))).error == .malformed)
    }

    @Test func aStreamThatBreaksOffIsMalformed() {
        let read = read(events(words("ab"), call(#"{"index":0,"id":"a","function":{"name":"x","arguments":"{\"k"}}"#)))
        #expect(read.error == .malformed && read.words == "ab" && read.usage == nil)
        #expect(read.receivedBytes == 5)
        #expect(self.read("").error == .malformed)
    }

    @Test(arguments: [
        #"{"choices":[{"delta":{"content":"b"#, "[1]", "null", "\"text\"", #"{"choices":{}}"#, "<html>", "{}{}",
    ])
    func whatIsNoChunkIsMalformed(_ document: String) {
        let read = read(events(words("a"), document, "[DONE]"))
        #expect(read.error == .malformed && read.words == "a")
    }

    @Test func aCallComesInPieces() {
        let read = read(
            events(
                call(#"{"index":0,"id":"a","type":"function","function":{"name":"x","arguments":""}}"#),
                call(#"{"index":0,"function":{"arguments":"{\"k\""}}"#),
                call(#"{"index":0,"function":{"arguments":":1}"}}"#),
                delta("{}", finish: "tool_calls"), "[DONE]"))
        #expect(read.calls == [ModelToolCall(id: "a", name: "x", arguments: #"{"k":1}"#)])
        #expect(read.stopReason == .toolCalls && read.words.isEmpty)
    }

    private let both = [
        ModelToolCall(id: "a", name: "x", arguments: #"{"k":1}"#), ModelToolCall(id: "b", name: "y", arguments: "{}"),
    ]

    @Test func callsMayBeInterleaved() {
        let read = read(
            events(
                call(
                    #"{"index":0,"id":"a","function":{"name":"x","arguments":"{"}},"#
                        + #"{"index":1,"id":"b","function":{"name":"y"}}"#),
                call(#"{"index":1,"function":{"arguments":"{"}}"#),
                call(#"{"index":0,"function":{"arguments":"\"k\":1}"}}"#),
                call(#"{"index":1,"function":{"arguments":"}"}}"#), delta("{}", finish: "tool_calls"), "[DONE]"))
        #expect(read.calls == both)
    }

    @Test func idAndNameMayBeRepeated() {
        for id in [#""id":"a","#, #""id":"","#, ""] {
            let read = read(
                events(
                    call(#"{"index":0,"id":"a","function":{"name":"x","arguments":"{"}}"#),
                    call(#"{"index":0,\#(id)"function":{"name":"x","arguments":"\"k\":1}"}}"#),
                    call(#"{"index":1,"id":"b","function":{"name":"y","arguments":"{}"}}"#),
                    delta("{}", finish: "tool_calls"), "[DONE]"))
            #expect(read.calls == both)
        }
    }

    @Test(arguments: [#""index":0,"#, ""])
    func callsMayHaveOneIndexOrNone(_ index: String) {
        let read = read(
            events(
                call(#"{\#(index)"id":"a","function":{"name":"x","arguments":"{"}}"#),
                call(#"{\#(index)"function":{"arguments":"\"k\":"}}"#),
                call(#"{\#(index)"id":"a","function":{"name":"x","arguments":"1}"}}"#),
                call(#"{\#(index)"id":"b","function":{"name":"y","arguments":"{}"}}"#),
                delta("{}", finish: "tool_calls"), "[DONE]"))
        #expect(read.calls == both)
    }

    @Test func callsMayHaveNeitherIndexNorID() {
        let read = read(
            events(
                call(#"{"function":{"name":"x","arguments":"{\"k\":"}}"#), call(#"{"function":{"arguments":"1}"}}"#),
                call(#"{"function":{"name":"y","arguments":{}}}"#), delta("{}", finish: "stop")))
        #expect(
            read.calls == [
                ModelToolCall(id: "call_0", name: "x", arguments: #"{"k":1}"#),
                ModelToolCall(id: "call_1", name: "y", arguments: "{}"),
            ])
        #expect(read.stopReason == .toolCalls)
    }

    @Test func aCallWithoutANameIsMalformed() {
        #expect(read(events(call(#"{"index":0,"function":{"arguments":"{}"}}"#))).error == .malformed)
    }

    @Test func callsWithoutNumberAreMalformed() {
        let many = (0..<200).map { call(#"{"index":\#($0),"id":"i\#($0)","function":{"name":"x"}}"#) }
        #expect(read(many.map { events($0) }.joined()).error == .malformed)
    }

    @Test func anAnswerThatWasCutOffCallsNothing() {
        let read = read(
            events(
                words("So"), call(#"{"index":0,"id":"a","function":{"name":"x","arguments":"{"}}"#),
                delta("{}", finish: "length"), usage, "[DONE]"))
        #expect(read.stopReason == .length && read.calls.isEmpty && read.text == "So")
    }

    @Test func aRefusalIsSaidToo() {
        let read = read(
            events(delta(#"{"refusal":"I can"}"#), delta(#"{"refusal":"not."}"#), delta("{}", finish: "stop")))
        #expect(read.stopReason == .refusal && read.text == "I cannot." && read.words == "I cannot.")
        #expect(self.read(events(words("a"), delta("{}", finish: "content_filter"))).stopReason == .refusal)
    }

    @Test(arguments: ["reasoning_content", "reasoning"])
    func thoughtsAreCountedAndNotSaid(_ name: String) {
        let read = read(events(delta(#"{"\#(name)":"Hmm"}"#), words("a"), delta("{}", finish: "stop")))
        #expect(read.words == "a" && read.receivedBytes == 4)
    }

    @Test func theLastCountHolds() {
        let counted = #"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":1}}"#
        let read = read(events(counted, words("a"), delta("{}", finish: "stop"), usage, "[DONE]"))
        #expect(read.usage == TokenUsage(inputTokens: 20, outputTokens: 4, cachedInputTokens: 16))
        #expect(self.read(events(counted, words("a"))).usage == TokenUsage(inputTokens: 9, outputTokens: 1))
    }

    @Test func countsCannotOverflow() throws {
        let huge =
            #"{"choices":[],"usage":{"prompt_tokens":9223372036854775807,"completion_tokens":9000000000000000000}}"#
        let usage = try #require(read(events(words("a"), delta("{}", finish: "stop"), huge)).usage)
        #expect((0..<1000).reduce(TokenUsage.zero) { sum, _ in sum + usage }.tokens > 0)
    }
}
