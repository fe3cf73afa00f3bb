import HubCore
import HubEngine
import NIOCore

/// The chunks of a streamed completion (https://platform.openai.com/docs/api-reference/chat-streaming).
///
/// The contents of all chunks together end with the reply's text, whatever was streamed before: words of a step that ended
/// in a tool's call stay, with a blank line behind them, and what the reply says beyond the last step's words is sent at the
/// end. Words cannot be taken back here.
struct CompletionEncoder: TurnEncoder {
    let canWithdrawWords = false
    private let identity: CompletionIdentity
    private let includesUsage: Bool
    /// Everything of a chunk with words before them.
    private let head: [UInt8]
    private var hasBegun = false
    /// The words of the last step that had any.
    private var spoken = ""
    private var step = 0

    private static let tail = Array(#"},"logprobs":null,"finish_reason":null}]}"#.utf8)

    init(_ identity: CompletionIdentity, includesUsage: Bool) {
        self.identity = identity
        self.includesUsage = includesUsage
        var chunk = JSONValue.object(Self.chunk(identity)).bytes
        chunk.removeLast()
        head = chunk + Array(#","choices":[{"index":0,"delta":{"content":"#.utf8)
    }

    mutating func write(_ event: TurnEvent, to buffer: inout ByteBuffer) {
        switch event {
        case .words(let words, let step):
            if words.isEmpty { return }
            if step != self.step {
                if !spoken.isEmpty { write("\n\n", to: &buffer) }
                self.step = step
                spoken = ""
            }
            spoken += words
            write(words, to: &buffer)
        // Nobody withdraws what cannot be withdrawn; should it happen, what follows is told apart from it.
        case .wordsWithdrawn(let step): if step == self.step { self.step = 0 }
        case .routed, .toolStarted, .toolOutput, .toolEnded: break
        }
    }

    mutating func finish(_ reply: ByteBuffer, to buffer: inout ByteBuffer) throws {
        let completion = Completion(
            identity: identity, reply: try JSONValue(parsing: Array(reply.readableBytesView)))
        let rest = rest(of: completion.text)
        if !rest.isEmpty || !hasBegun { write(rest, to: &buffer) }
        var last = Self.chunk(identity)
        last["choices"] = [Self.choice(delta: [:], finishReason: completion.finishReason)]
        last["agenthub"] = completion.ours
        ServerSentEvents.write(nil, .object(last), to: &buffer)
        if includesUsage {
            var usage = Self.chunk(identity)
            usage["choices"] = []
            usage["usage"] = completion.usage
            ServerSentEvents.write(nil, .object(usage), to: &buffer)
        }
        ServerSentEvents.write(word: "[DONE]", to: &buffer)
    }

    func finish(_ problem: Problem, requestID: String, to buffer: inout ByteBuffer) {
        ServerSentEvents.write(nil, OpenAIError(problem).json, to: &buffer)
    }

    /// What of the reply's text was not streamed, so that what was streamed ends with it.
    private func rest(of text: String) -> String {
        if spoken.isEmpty { return text }
        if Self.trimmed(spoken) == Self.trimmed(text) { return "" }
        if text.hasPrefix(spoken) { return String(text.dropFirst(spoken.count)) }
        return "\n\n" + text
    }

    private static func trimmed(_ text: String) -> Substring {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return text[first...last]
    }

    private mutating func write(_ words: String, to buffer: inout ByteBuffer) {
        if !hasBegun {
            hasBegun = true
            var first = Self.chunk(identity)
            first["choices"] = [
                Self.choice(delta: ["role": "assistant", "content": "", "refusal": .null], finishReason: .null)
            ]
            ServerSentEvents.write(nil, .object(first), to: &buffer)
        }
        if words.isEmpty { return }
        var data = ByteBuffer()
        data.writeBytes(head)
        data.writeBytes(JSONValue.string(words).bytes)
        data.writeBytes(Self.tail)
        ServerSentEvents.write(nil, json: data, to: &buffer)
    }

    private static func chunk(_ identity: CompletionIdentity) -> JSONObject {
        [
            "id": .string(identity.id), "object": "chat.completion.chunk", "created": .int(identity.created),
            "model": .string(identity.model),
        ]
    }

    private static func choice(delta: JSONValue, finishReason: JSONValue) -> JSONValue {
        ["index": 0, "delta": delta, "logprobs": .null, "finish_reason": finishReason]
    }
}
