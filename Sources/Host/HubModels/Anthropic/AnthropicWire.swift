import HubCore

/// The JSON of the messages API, field for field (https://platform.claude.com/docs/en/api/messages). Made of `JSONValue`
/// for the reasons that `OpenAIWire` gives.
enum AnthropicWire {
    /// The body of `POST /v1/messages`.
    struct Request {
        var model: String
        var maximumTokens: Int
        var system: [Text] = []
        var messages: [Message]
        var tools: [Tool] = []
        var toolChoice: ToolChoice?
        var isStreamed = false

        var json: JSONValue {
            var members: JSONObject = ["model": .string(model), "max_tokens": .int(maximumTokens)]
            if !tools.isEmpty { members["tools"] = .array(tools.map(\.json)) }
            if let toolChoice { members["tool_choice"] = toolChoice.json }
            if !system.isEmpty { members["system"] = .array(system.map(\.json)) }
            members["messages"] = .array(messages.map(\.json))
            if isStreamed { members["stream"] = true }
            return .object(members)
        }
    }

    enum Caching {
        case none
        /// The prompt up to and including this part is kept for minutes, and read at a tenth of the price.
        case breakpoint

        fileprivate func mark(_ members: JSONObject) -> JSONValue {
            var members = members
            switch self {
            case .none: break
            case .breakpoint: members["cache_control"] = ["type": "ephemeral"]
            }
            return .object(members)
        }
    }

    /// Never empty: the API refuses such a block.
    struct Text {
        var text: String
        var caching = Caching.none

        var json: JSONValue { caching.mark(["type": "text", "text": .string(text)]) }
    }

    enum Role: String {
        case user, assistant
    }

    struct Message {
        var role: Role
        var content: [Block]

        var json: JSONValue { ["role": .string(role.rawValue), "content": .array(content.map(\.json))] }
    }

    enum Block {
        case text(Text)
        /// `data` in base64.
        case image(mediaType: String, data: String)
        case toolUse(id: String, name: String, input: JSONObject)
        case toolResult(id: String, content: String, kind: ResultKind)

        var json: JSONValue {
            switch self {
            case .text(let text): return text.json
            case .image(let mediaType, let data):
                return [
                    "type": "image",
                    "source": ["type": "base64", "media_type": .string(mediaType), "data": .string(data)],
                ]
            case .toolUse(let id, let name, let input):
                return ["type": "tool_use", "id": .string(id), "name": .string(name), "input": .object(input)]
            case .toolResult(let id, let content, let kind):
                var members: JSONObject = [
                    "type": "tool_result", "tool_use_id": .string(id), "content": .string(content),
                ]
                if kind == .failure { members["is_error"] = true }
                return .object(members)
            }
        }
    }

    enum ResultKind {
        case success, failure
    }

    struct Tool {
        var name: String
        var description: String
        /// Of an object.
        var inputSchema: JSONObject
        var caching = Caching.none

        var json: JSONValue {
            var members: JSONObject = ["name": .string(name)]
            if !description.isEmpty { members["description"] = .string(description) }
            members["input_schema"] = .object(inputSchema)
            return caching.mark(members)
        }
    }

    enum ToolChoice {
        /// Some tool has to be called.
        case any
        case tool(String)

        var json: JSONValue {
            switch self {
            case .any: ["type": "any"]
            case .tool(let name): ["type": "tool", "name": .string(name)]
            }
        }
    }

    /// A body of status 200.
    struct Response {
        var content: [AnswerBlock]
        var stopReason: String?
        var usage: Usage?

        init(content: [AnswerBlock], stopReason: String?, usage: Usage?) {
            self.content = content
            self.stopReason = stopReason
            self.usage = usage
        }

        /// nil when there is no content, or a tool call has no id or name.
        init?(_ json: JSONValue) {
            guard let blocks = json["content"]?.arrayValue else { return nil }
            content = blocks.compactMap { AnswerBlock($0) }
            guard content.count == blocks.count else { return nil }
            stopReason = json["stop_reason"]?.stringValue
            usage = json["usage"].flatMap { Usage($0) }
        }
    }

    /// A part of an answer.
    enum AnswerBlock: Hashable {
        case text(String)
        /// `input` is JSON as text, since it arrives in pieces.
        case toolUse(id: String, name: String, input: String)
        /// Thoughts, and what may be added to the API.
        case other

        init?(_ json: JSONValue) {
            switch json["type"]?.stringValue {
            case "text":
                guard let text = json["text"]?.stringValue else { return nil }
                self = .text(text)
            case "tool_use":
                guard let id = json["id"]?.stringValue, let name = json["name"]?.stringValue else { return nil }
                self = .toolUse(id: id, name: name, input: (json["input"] ?? [:]).text)
            case .some: self = .other
            case nil: return nil
            }
        }
    }

    /// Counts of one message so far; a stream says them twice, and they only grow.
    struct Usage: Hashable {
        /// Input that has nothing to do with the cache.
        var inputTokens = 0
        var cacheCreationTokens = 0
        var cacheReadTokens = 0
        var outputTokens = 0

        /// nil when it counts neither input nor output.
        init?(_ json: JSONValue) {
            let (input, output) = (json["input_tokens"]?.tokenCount, json["output_tokens"]?.tokenCount)
            guard input != nil || output != nil else { return nil }
            inputTokens = input ?? 0
            outputTokens = output ?? 0
            cacheCreationTokens = json["cache_creation_input_tokens"]?.tokenCount ?? 0
            cacheReadTokens = json["cache_read_input_tokens"]?.tokenCount ?? 0
        }

        /// The end of a stream repeats the beginning's counts, or leaves them out.
        mutating func grow(to later: Usage) {
            inputTokens = max(inputTokens, later.inputTokens)
            cacheCreationTokens = max(cacheCreationTokens, later.cacheCreationTokens)
            cacheReadTokens = max(cacheReadTokens, later.cacheReadTokens)
            outputTokens = max(outputTokens, later.outputTokens)
        }
    }
}
