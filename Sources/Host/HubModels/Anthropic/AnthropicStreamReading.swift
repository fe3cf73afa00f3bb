import HubCore

/// A streamed answer of the messages API (https://platform.claude.com/docs/en/build-with-claude/streaming): the message
/// begins, its blocks arrive one after the other, the message ends. Unknown events and parts are passed over, as the API
/// asks.
struct AnthropicStreamReading: StreamReading {
    private struct Block {
        let index: Int
        let beginning: AnthropicWire.AnswerBlock
        /// What followed: words, or the JSON of a tool's input.
        var pieces = ""
    }

    private let answer: AnthropicAnswerTool?
    private let names: [String: PropertyNames]
    /// In the order of their beginnings.
    private var blocks: [Block] = []
    private var stopReason: String?
    private var counted: AnthropicWire.Usage?
    private(set) var isComplete = false
    private(set) var receivedBytes = 0

    init(answer: AnthropicAnswerTool?, names: [String: PropertyNames] = [:]) {
        self.answer = answer
        self.names = names
    }

    var usage: TokenUsage? { counted.map(AnthropicMapping.usage) }

    mutating func take(_ event: ServerSentEvent) throws(ModelError) -> String {
        let json = try event.json()
        guard let type = json["type"]?.stringValue else {
            throw ModelError(.malformed, "the provider's stream has an unknown event")
        }
        let words = try take(type, json)
        receivedBytes += words.utf8.count
        guard answer != nil else { return words }
        // What a schema asks for comes whole at the end: half a document is of no use to anybody.
        return isComplete ? try response().text : ""
    }

    private mutating func take(_ type: String, _ json: JSONValue) throws(ModelError) -> String {
        switch type {
        case "message_start": count(json["message"]?["usage"])
        case "content_block_start": return try begin(json)
        case "content_block_delta": return try go(on: json)
        case "message_delta":
            if let reason = json["delta"]?["stop_reason"]?.stringValue { stopReason = reason }
            count(json["usage"])
        case "message_stop": isComplete = true
        case "error":
            throw AnthropicWire.Failure(json)?.error
                ?? ModelError(.malformed, "the provider's stream ends with an error that says nothing")
        // `content_block_stop`, `ping`, and what may be added.
        default: break
        }
        return ""
    }

    private mutating func count(_ json: JSONValue?) {
        guard let usage = json.flatMap({ AnthropicWire.Usage($0) }) else { return }
        if counted == nil { counted = usage } else { counted?.grow(to: usage) }
    }

    private mutating func begin(_ json: JSONValue) throws(ModelError) -> String {
        guard let index = json["index"]?.intValue, let block = json["content_block"].flatMap({ AnswerBlock($0) }),
            blocks.count < Self.maximumBlocks, !blocks.contains(where: { $0.index == index })
        else { throw ModelError(.malformed, "the provider's stream begins a part that is none") }
        blocks.append(Block(index: index, beginning: block))
        return if case .text(let words) = block { words } else { "" }
    }

    private mutating func go(on json: JSONValue) throws(ModelError) -> String {
        let delta = json["delta"]
        // Only the newest blocks grow.
        guard let index = json["index"]?.intValue, let place = blocks.lastIndex(where: { $0.index == index }) else {
            throw ModelError(.malformed, "the provider's stream goes on with a part that has not begun")
        }
        switch (delta?["type"]?.stringValue, blocks[place].beginning) {
        case ("text_delta", .text):
            let words = delta?["text"]?.stringValue ?? ""
            blocks[place].pieces += words
            return words
        case ("input_json_delta", .toolUse):
            let piece = delta?["partial_json"]?.stringValue ?? ""
            receivedBytes += piece.utf8.count
            blocks[place].pieces += piece
        // Charged for like words.
        case ("thinking_delta", _): receivedBytes += delta?["thinking"]?.stringValue?.utf8.count ?? 0
        // Signatures, citations, and what may be added.
        default: break
        }
        return ""
    }

    /// The last event says nothing but that it is the last.
    var isWhole: Bool { isComplete || stopReason != nil }

    func response() throws(ModelError) -> ModelResponse {
        guard isWhole else { throw ModelError(.malformed, "the provider's stream broke off") }
        let content = blocks.map { block -> AnswerBlock in
            switch block.beginning {
            case .text(let words): .text(words + block.pieces)
            // A call without arguments has no pieces, or an empty one.
            case .toolUse(let id, let name, let input):
                .toolUse(id: id, name: name, input: block.pieces.isEmpty ? input : block.pieces)
            case .other: .other
            }
        }
        return AnthropicMapping.response(
            AnthropicWire.Response(content: content, stopReason: stopReason, usage: counted), answer: answer,
            names: names)
    }

    private typealias AnswerBlock = AnthropicWire.AnswerBlock
    private static let maximumBlocks = 512
}
