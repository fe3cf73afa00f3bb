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
                // The last chunk then says what was used. OpenAI, vLLM, llama.cpp and Ollama know it, and most others
                // pass over what they do not know; one that refuses unknown fields (as Mistral's API did in 2025) cannot
                // be used streamed, which is better than a usage that can only be guessed.
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
        /// Of an answer, empty where the server gives none.
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
            guard let function = json["function"], let name = function["name"]?.stringValue else { return nil }
            self.init(id: json["id"]?.stringValue ?? "", name: name, arguments: Self.arguments(of: function) ?? "")
        }

        /// Some servers give the object itself and not its text.
        fileprivate static func arguments(of function: JSONValue) -> String? {
            switch function["arguments"] {
            case .string(let text)?: text
            case .object(let object)?: JSONValue.object(object).text
            case .null?, .bool?, .number?, .array?, nil: nil
            }
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

    /// Not `strict`: that takes a part of JSON Schema only, in which every property is required; and at a schema's first
    /// use it makes the request wait, up to a minute, while the schema is compiled, which a turn's routing, whose schema
    /// names a tenant's agents, does not have. What comes back is checked anyway.
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

        /// nil when the first choice or its message is missing, or a tool call has no name.
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
            /// Some servers send calls without one.
            var index: Int?
            var id: String?
            var name: String?
            var arguments: String?
        }

        var content: String?
        var refusal: String?
        var thoughts: String?
        var calls: [CallDelta] = []
        var finishReason: String?
        var usage: Usage?
        /// An error that came where a chunk was due.
        var failure: Failure?

        /// nil when it is neither a chunk nor an error. A chunk may have no choice, as the one with the usage.
        init?(_ json: JSONValue) {
            guard json.objectValue != nil else { return nil }
            failure = Failure.found(in: json)
            if failure != nil { return }
            usage = json["usage"].flatMap { Usage($0) }
            let choices: [JSONValue]
            switch json["choices"] {
            case .array(let list)?: choices = list
            case nil, .null?: choices = []
            case .bool?, .number?, .string?, .object?: return nil
            }
            guard let choice = choices.first else { return }
            // Some servers write an empty one until there is a reason.
            finishReason = choice["finish_reason"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
            let delta = choice["delta"]
            content = delta?["content"]?.stringValue
            refusal = delta?["refusal"]?.stringValue
            // Of servers beside OpenAI, which keeps them to itself.
            thoughts = (delta?["reasoning_content"] ?? delta?["reasoning"])?.stringValue
            calls = (delta?["tool_calls"]?.arrayValue ?? []).map { call in
                let function = call["function"]
                return CallDelta(
                    index: call["index"]?.intValue, id: call["id"]?.stringValue, name: function?["name"]?.stringValue,
                    arguments: function.flatMap(ToolCall.arguments))
            }
        }
    }

    struct Usage: Hashable {
        var promptTokens: Int
        var completionTokens: Int
        /// Of the prompt.
        var cachedTokens: Int
        /// In dollars, to be added; nil where they are not known. Only OpenRouter says them: what it asks for itself, and
        /// for a model that the key's owner has a key of, which it uses, what the provider behind it asks for.
        var costs: [JSONNumber]?

        init?(_ json: JSONValue) {
            guard let prompt = json["prompt_tokens"]?.tokenCount,
                let completion = json["completion_tokens"]?.tokenCount
            else { return nil }
            promptTokens = prompt
            completionTokens = completion
            cachedTokens = min(json["prompt_tokens_details"]?["cached_tokens"]?.tokenCount ?? 0, prompt)
            guard let own = json["cost"]?.numberValue else { return }
            if json["is_byok"] != true {
                costs = [own]
            } else if let behind = json["cost_details"]?["upstream_inference_cost"]?.numberValue {
                costs = [own, behind]
            }
        }
    }
}
