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

        var json: JSONValue {
            var members: JSONObject = ["model": .string(model), "messages": .array(messages.map(\.json))]
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
        case assistant(content: String?, toolCalls: [ToolCall])
        case tool(callID: String, content: String)

        var json: JSONValue {
            switch self {
            case .system(let text): return ["role": "system", "content": .string(text)]
            case .user(let text): return ["role": "user", "content": .string(text)]
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

    struct Usage: Hashable {
        var promptTokens: Int
        var completionTokens: Int

        init?(_ json: JSONValue) {
            guard let prompt = json["prompt_tokens"]?.intValue, let completion = json["completion_tokens"]?.intValue,
                prompt >= 0, completion >= 0
            else { return nil }
            promptTokens = prompt
            completionTokens = completion
        }
    }

    /// A body of another status: `{"error": {"message", "type", "param", "code"}}`.
    struct Failure {
        var code: String?
        var type: String?
        /// May quote the prompt: read here, and never handed on.
        var message: String?

        init(_ json: JSONValue) {
            let error = json["error"]
            code = error?["code"]?.stringValue
            type = error?["type"]?.stringValue
            message = error?["message"]?.stringValue
        }

        /// By the code of OpenAI; other servers have only the words.
        var speaksOfContextLength: Bool {
            code == "context_length_exceeded" || message?.lowercased().contains("context length") == true
        }
    }
}
