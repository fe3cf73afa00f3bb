import HubCore

/// The JSON of the chat completions API, field for field (https://platform.openai.com/docs/api-reference/chat).
///
/// A mirror made of `JSONValue` and not of `Codable` types: a request carries tools' schemas, which are JSON values here
/// already and would have to be taken apart and put together for an encoder; the house's own parser and writer do a
/// turn's documents in microseconds without Foundation; and a number keeps its digits.
enum OpenAIWire {
    /// The body of `POST /chat/completions`.
    struct Request {
        var model: String
        var messages: [RequestMessage]
        var tools: [Tool] = []
        var responseFormat: JSONSchemaFormat?
        var limit: TokenLimit
        var isStreamed = false

        var json: JSONValue {
            var members: JSONObject = ["model": .string(model), "messages": .array(messages.map(\.json))]
            if isStreamed {
                members["stream"] = true
                // The last chunk then says what was used.
                members["stream_options"] = ["include_usage": true]
            }
            if !tools.isEmpty { members["tools"] = .array(tools.map(\.json)) }
            if let responseFormat { members["response_format"] = responseFormat.json }
            switch limit {
            case .completionTokens(let count): members["max_completion_tokens"] = .int(count)
            case .tokens(let count): members["max_tokens"] = .int(count)
            }
            return .object(members)
        }
    }

    enum TokenLimit: Hashable {
        /// What OpenAI has; its reasoning models refuse the other.
        case completionTokens(Int)
        /// What servers that speak the same API know.
        case tokens(Int)
    }

    enum RequestMessage {
        case system(String)
        case user(String)
        /// Words and pictures in their order.
        case parts([Part])
        case assistant(content: String?, toolCalls: [ToolCall])
        case tool(callID: String, content: String)

        var json: JSONValue {
            switch self {
            case .system(let text): return ["role": "system", "content": .string(text)]
            case .user(let text): return ["role": "user", "content": .string(text)]
            case .parts(let parts): return ["role": "user", "content": .array(parts.map(\.json))]
            case .assistant(let content, let toolCalls):
                var members: JSONObject = [
                    "role": "assistant", "content": content.map(JSONValue.string) ?? .null,
                ]
                if !toolCalls.isEmpty { members["tool_calls"] = .array(toolCalls.map(\.json)) }
                return .object(members)
            case .tool(let callID, let content):
                return ["role": "tool", "tool_call_id": .string(callID), "content": .string(content)]
            }
        }
    }

    enum Part {
        case text(String)
        /// As a `data:` URL.
        case image(url: String)

        var json: JSONValue {
            switch self {
            case .text(let text): ["type": "text", "text": .string(text)]
            case .image(let url): ["type": "image_url", "image_url": ["url": .string(url)]]
            }
        }
    }

    struct ToolCall: Hashable {
        var id: String
        var name: String
        /// JSON as text, as the model wrote it.
        var arguments: String

        var json: JSONValue {
            [
                "id": .string(id), "type": "function",
                "function": ["name": .string(name), "arguments": .string(arguments)],
            ]
        }

        init(id: String, name: String, arguments: String) {
            self.id = id
            self.name = name
            self.arguments = arguments
        }

        /// nil when it is not a call of a function.
        init?(_ json: JSONValue) {
            guard let id = json["id"]?.stringValue, let function = json["function"],
                let name = function["name"]?.stringValue
            else { return nil }
            self.init(id: id, name: name, arguments: function["arguments"]?.stringValue ?? "")
        }
    }

    struct Tool {
        var name: String
        var description: String
        var parameters: JSONValue

        var json: JSONValue {
            [
                "type": "function",
                "function": [
                    "name": .string(name), "description": .string(description), "parameters": parameters,
                ],
            ]
        }
    }

    struct JSONSchemaFormat {
        var name: String
        var schema: JSONValue

        var json: JSONValue {
            ["type": "json_schema", "json_schema": ["name": .string(name), "schema": schema, "strict": false]]
        }
    }

    /// A body of status 200.
    struct Response {
        var content: String?
        var refusal: String?
        var toolCalls: [ToolCall]
        var finishReason: String?
        var usage: Usage?

        /// nil when the first choice or its message is missing, or a tool call has no id or name.
        init?(_ json: JSONValue) {
            guard let choice = json["choices"]?.arrayValue?.first, let message = choice["message"],
                message.objectValue != nil
            else { return nil }
            content = message["content"]?.stringValue
            refusal = message["refusal"]?.stringValue
            let calls = message["tool_calls"]?.arrayValue ?? []
            toolCalls = calls.compactMap { ToolCall($0) }
            guard toolCalls.count == calls.count else { return nil }
            finishReason = choice["finish_reason"]?.stringValue
            usage = json["usage"].flatMap { Usage($0) }
        }
    }

    /// One `data:` of a stream.
    struct Chunk {
        struct CallDelta {
            var index: Int
            var id: String?
            var name: String?
            var arguments: String?
        }

        var content: String?
        var refusal: String?
        var calls: [CallDelta] = []
        var finishReason: String?
        var usage: Usage?
        /// An error that came where a chunk was due.
        var failure: Failure?

        /// nil when it is neither a chunk nor an error. Chunks may have no choice: the one with the usage.
        init?(_ json: JSONValue) {
            guard json.objectValue != nil else { return nil }
            if json["error"]?.objectValue != nil {
                failure = Failure(json)
                return
            }
            guard let choices = json["choices"]?.arrayValue else { return nil }
            usage = json["usage"].flatMap { Usage($0) }
            guard let choice = choices.first else { return }
            finishReason = choice["finish_reason"]?.stringValue
            let delta = choice["delta"]
            content = delta?["content"]?.stringValue
            refusal = delta?["refusal"]?.stringValue
            calls = (delta?["tool_calls"]?.arrayValue ?? []).enumerated().map { position, call in
                CallDelta(
                    // Some servers send each call whole and without an index.
                    index: call["index"]?.intValue ?? position, id: call["id"]?.stringValue,
                    name: call["function"]?["name"]?.stringValue,
                    arguments: call["function"]?["arguments"]?.stringValue)
            }
        }
    }

    struct Usage: Hashable {
        var promptTokens: Int
        var completionTokens: Int
        /// Of the prompt.
        var cachedTokens: Int
        /// In dollars; only OpenRouter says it.
        var cost: JSONNumber?

        init?(_ json: JSONValue) {
            guard let prompt = json["prompt_tokens"]?.intValue, let completion = json["completion_tokens"]?.intValue,
                prompt >= 0, completion >= 0
            else { return nil }
            promptTokens = prompt
            completionTokens = completion
            cachedTokens = min(max(0, json["prompt_tokens_details"]?["cached_tokens"]?.intValue ?? 0), prompt)
            if case .number(let number)? = json["cost"] { cost = number }
        }
    }

    /// A body of another status: `{"error": {"message", "type", "param", "code"}}`.
    struct Failure {
        var code: String?
        /// Where a server gives the HTTP status as the code, as OpenRouter does.
        var status: Int?
        var type: String?
        /// May quote the prompt: read here, and never handed on.
        var message: String?

        init(_ json: JSONValue) {
            let error = json["error"]
            code = error?["code"]?.stringValue
            status = error?["code"]?.intValue
            type = error?["type"]?.stringValue
            message = error?["message"]?.stringValue
        }

        var complaint: ProviderComplaint {
            let words = message?.lowercased() ?? ""
            return ProviderComplaint(
                // By the code of OpenAI; other servers have only the words.
                speaksOfContextLength: code == "context_length_exceeded" || words.contains("context length"),
                speaksOfQuota: code == "insufficient_quota" || type == "insufficient_quota",
                speaksOfContentPolicy: code == "content_policy_violation" || code == "content_filter",
                speaksOfUnknownModel: code == "model_not_found",
                speaksOfKey: code == "invalid_api_key")
        }
    }
}
