import HubCore
import Testing

@testable import HubModels

@Suite struct GeminiStreamReadingTests {
    static let stream = """
        data: {"candidates":[{"content":{"parts":[{"text":"Let me think","thought":true}],"role":"model"}}],\
        "usageMetadata":{"promptTokenCount":10}}\r\n\r\n\
        data: {"candidates":[{"content":{"parts":[{"text":"Nợ củ"}]}}],"usageMetadata":{"promptTokenCount":10,\
        "candidatesTokenCount":2}}\r\n\r\n\
        data: {"candidates":[{"content":{"parts":[{"text":"a bạn"}]},"finishReason":"STOP"}]}\r\n\r\n\
        data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"debt","args":{"mst":"1"}},\
        "thoughtSignature":"c2ln"},{"functionCall":{"id":"k","name":"track","args":{}}}]},"finishReason":"STOP"}],\
        "usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":7,"thoughtsTokenCount":5}}\r\n\r\n
        """

    /// What the words were, and the answer.
    private func read(_ pieces: [[UInt8]]) throws -> (words: [String], response: ModelResponse) {
        var parser = ServerSentEventParser()
        var reading = GeminiStreamReading()
        var words: [String] = []
        for piece in pieces {
            for event in parser.take(piece) {
                let text = try reading.take(event)
                if !text.isEmpty { words.append(text) }
            }
        }
        return (words, try reading.response())
    }

    @Test func aStreamMayBeCutAnywhere() throws {
        let bytes = Array(Self.stream.utf8)
        for position in 0...bytes.count {
            let (words, response) = try read([Array(bytes[..<position]), Array(bytes[position...])])
            #expect(words == ["Nợ củ", "a bạn"])
            #expect(response.text == "Nợ của bạn" && response.stopReason == .toolCalls)
            #expect(response.toolCalls.map(\.name) == ["debt", "track"])
            #expect(response.toolCalls.map(\.arguments) == [#"{"mst":"1"}"#, "{}"])
            #expect(response.toolCalls.map(\.continuation?.value) == ["c2ln", ""])
            #expect(response.usage == TokenUsage(inputTokens: 10, outputTokens: 12))
        }
        let (words, _) = try read(bytes.map { [$0] })
        #expect(words == ["Nợ củ", "a bạn"])
    }

    private func error(_ events: String...) -> (error: ModelError?, reading: GeminiStreamReading) {
        var reading = GeminiStreamReading()
        do throws(ModelError) {
            for event in events { _ = try reading.take(ServerSentEvent(name: "", data: Array(event.utf8))) }
            _ = try reading.response()
            return (nil, reading)
        } catch {
            return (error, reading)
        }
    }

    private static let begun =
        #"{"candidates":[{"content":{"parts":[{"text":"So"}]}}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":1}}"#

    @Test func aStreamThatBreaksOffIsMalformedAndSaysWhatWasUsed() {
        let (error, reading) = error(Self.begun)
        #expect(error?.kind == .malformed)
        #expect(reading.usage == TokenUsage(inputTokens: 4, outputTokens: 1) && reading.receivedBytes == 2)
    }

    @Test func anErrorInTheStreamHasItsKind() {
        let failure =
            #"{"error":{"code":503,"status":"UNAVAILABLE","details":[{"retryDelay":"2s"}],"message":"The model is overloaded."}}"#
        let (error, reading) = error(Self.begun, failure)
        #expect(error?.kind == .overloaded && error?.retryAfter == .seconds(2))
        #expect(reading.usage == TokenUsage(inputTokens: 4, outputTokens: 1))
    }

    @Test func aPromptThatIsBlockedIsRefused() {
        #expect(error(#"{"promptFeedback":{"blockReason":"OTHER"}}"#).error?.kind == .refused)
    }

    @Test(arguments: ["{", "1", "{}", #"{"candidates":[{"content":{"parts":[{"functionCall":{"args":{}}}]}}]}"#])
    func whatIsNoChunkIsMalformed(_ event: String) {
        #expect(error(Self.begun, event).error?.kind == .malformed)
    }

    @Test func whatMayBeAddedToTheAPIIsPassedOver() {
        let end = #"{"candidates":[{"content":{},"finishReason":"STOP","news":1}]}"#
        let read = ReadStream(GeminiStreamReading(), events(#"{"responseId":"r"}"#, Self.begun, #"{"news":{}}"#, end))
        #expect(read.text == "So" && read.error == nil)
    }

    @Test func callsAreBounded() {
        let call = #"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"x"}}]}}]}"#
        var reading = GeminiStreamReading()
        #expect(throws: ModelError.self) {
            for _ in 0..<200 { _ = try reading.take(ServerSentEvent(name: "", data: Array(call.utf8))) }
        }
    }
}
