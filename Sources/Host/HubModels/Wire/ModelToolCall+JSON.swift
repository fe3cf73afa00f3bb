import HubCore

extension ModelToolCall {
    /// The arguments as an object, which is all that Anthropic, Gemini, Ollama and vLLM take in a conversation. What is
    /// none was refused when it was called; the model sees it as the text that it was.
    var argumentsObject: JSONObject {
        if arguments.isBlank { return [:] }
        do throws(JSONParseError) {
            if let object = try JSONValue(parsing: arguments).objectValue { return object }
        } catch {
            // As below.
        }
        return ["invalid_arguments": .string(arguments)]
    }
}

extension StringProtocol {
    var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
