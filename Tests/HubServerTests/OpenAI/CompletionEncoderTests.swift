import HubCore
import HubEngine
import NIOCore
import Testing

@testable import HubServer

@Suite struct CompletionEncoderTests {
    private func stream(
        _ events: [TurnEvent], _ reply: Reply = .scripted(), includesUsage: Bool = false
    ) throws -> StreamText {
        var encoder = CompletionEncoder(
            CompletionIdentity(requestID: "00f067aa0ba902b7", created: Door.date, model: "auto"),
            includesUsage: includesUsage)
        var buffer = ByteBuffer()
        for event in events { encoder.write(event, to: &buffer) }
        try encoder.finish(ByteBuffer(bytes: reply.json.bytes), to: &buffer)
        return try StreamText(String(buffer: buffer))
    }

    private func words(_ texts: String..., step: Int = 1) -> [TurnEvent] { texts.map { .words($0, step: step) } }

    @Test func sendsChunksAndEndsThemAsOpenAIDoes() throws {
        let stream = try stream(words("There ", "are 240."), includesUsage: true)
        #expect(stream.names == ["-", "-", "-", "-", "-", "[DONE]"])
        for chunk in stream.data {
            #expect(chunk["id"] == "chatcmpl-00f067aa0ba902b7" && chunk["object"] == "chat.completion.chunk")
            #expect(chunk["created"] == 1_795_334_400 && chunk["model"] == "auto")
        }
        let choices = stream.data.map { $0["choices"] ?? .null }
        #expect(choices[0].arrayValue?.first?["delta"]?["role"] == "assistant")
        #expect(
            choices[1] == [["index": 0, "delta": ["content": "There "], "logprobs": .null, "finish_reason": .null]])
        #expect(choices[3] == [["index": 0, "delta": [:], "logprobs": .null, "finish_reason": "stop"]])
        #expect(stream.data[3]["agenthub"]?["status"] == "success" && stream.data[3]["agenthub"]?["text"] == nil)
        #expect(stream.data[3]["agenthub"]?["session_id"] == Reply.scripted().json["session_id"])
        #expect(choices[4] == [])
        #expect(stream.data[4]["usage"]?["total_tokens"] == 25)
        #expect(stream.data[4]["usage"]?["prompt_tokens_details"] == ["cached_tokens": 4])
        #expect(try self.stream(words("There are 240.")).data.allSatisfy { $0["usage"] == nil })
    }

    @Test func escapesWords() throws {
        let text = "a\"\\\n\u{1}\u{2028}Tồn kho"
        #expect(try stream(words(text), .scripted(text)).content == text)
    }

    @Test(
        arguments: [
            // Nothing was streamed.
            ([], "There are 240.", "There are 240."), ([], "", ""),
            // All was.
            ([("There are ", 1), ("240.", 1)], "There are 240.", "There are 240."),
            // All but the spaces around it.
            ([("\n There are 240. \n", 1)], "There are 240.", "\n There are 240. \n"),
            // The reply says more.
            ([("There are", 1)], "There are 240.", "There are 240."),
            // Words before a tool was called.
            ([("Let me look.", 1), ("There are 240.", 2)], "There are 240.", "Let me look.\n\nThere are 240."),
            // The model failed, or the agent asks back: the reply is a phrase of ours.
            ([("There are 2", 1)], "That did not work.", "There are 2\n\nThat did not work."),
            ([("Let me look.", 1)], "Which product?", "Let me look.\n\nWhich product?"),
        ] as [([(String, Int)], String, String)])
    func endsWithTheRepliesText(words: [(String, Int)], text: String, content: String) throws {
        let stream = try stream(words.map { .words($0.0, step: $0.1) }, .scripted(text))
        #expect(stream.content == content)
        #expect(stream.names.last == "[DONE]")
        #expect(stream.data.first?["choices"]?.arrayValue?.first?["delta"]?["role"] == "assistant")
    }

    @Test func saysWhatOpenAIHasNoEventsForAtTheEnd() throws {
        let stream = try stream([
            .routed(agent: "A", language: .english, intent: nil, confidence: 1, router: .local),
            .toolStarted(call: 1, name: "t"), .toolEnded(call: 1, name: "t", status: "ok", milliseconds: 1),
        ])
        #expect(stream.names == ["-", "-", "-", "[DONE]"] && stream.content == "There are 240.")
    }

    @Test func saysThatAModelWasCutOff() throws {
        let stream = try stream([], .scripted(limit: "output_tokens"))
        #expect(stream.data.last?["choices"]?.arrayValue?.first?["finish_reason"] == "length")
    }

    @Test func endsWithAnErrorOfOpenAIsForm() throws {
        let encoder = CompletionEncoder(
            CompletionIdentity(requestID: "x", created: Door.date, model: "auto"), includesUsage: false)
        var buffer = ByteBuffer()
        encoder.finish(.storageUnavailable, requestID: "x", to: &buffer)
        let stream = try StreamText(String(buffer: buffer))
        #expect(stream.names == ["-"])
        #expect(stream.data[0]["error"]?["type"] == "server_error")
        #expect(stream.data[0]["error"]?["code"] == "storage_unavailable")
    }
}
