import HubCore
import Support

/// A request to a model as a scripted provider reads it, whatever wire it came by.
struct ProviderRequest: Sendable {
    let provider: ModelProviderKind
    /// How it came: nil where no key did.
    let key: String?
    let model: String
    let isStreamed: Bool
    let tools: [String]
    /// The last words of the user's.
    let question: String
    /// Of the tools that were called last; empty where the model is asked for the first time.
    let results: [String]
    let body: JSONValue
    /// Of the body.
    let bytes: Int

    init(_ request: LoopbackRequest, to provider: ModelProviderKind) {
        self.provider = provider
        body = (try? JSONValue(parsing: request.body)) ?? .null
        bytes = request.body.count
        switch provider {
        case .anthropic:
            key = request.header("x-api-key")
            isStreamed = body["stream"]?.boolValue ?? false
            model = body["model"]?.stringValue ?? ""
            tools = Self.names(body["tools"])
            (question, results) = Self.anthropic(body["messages"]?.arrayValue ?? [])
        case .gemini:
            key = request.header("x-goog-api-key")
            isStreamed = request.target.contains(":streamGenerateContent")
            // `…/models/NAME:generateContent`
            model = String(request.target.split(separator: "/").last?.prefix { $0 != ":" } ?? "")
            tools = Self.names(body["tools"]?.arrayValue?.first?["functionDeclarations"])
            (question, results) = Self.gemini(body["contents"]?.arrayValue ?? [])
        case .openAI, .openRouter, .builtin:
            key = request.header("authorization").map { String($0.dropFirst("Bearer ".count)) }
            isStreamed = body["stream"]?.boolValue ?? false
            model = body["model"]?.stringValue ?? ""
            tools = (body["tools"]?.arrayValue ?? []).compactMap { $0["function"]?["name"]?.stringValue }
            (question, results) = Self.openAI(body["messages"]?.arrayValue ?? [])
        }
    }

    private static func names(_ tools: JSONValue?) -> [String] {
        (tools?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
    }

    private static func openAI(_ messages: [JSONValue]) -> (String, [String]) {
        let question = messages.last { $0["role"] == "user" }?["content"]?.stringValue ?? ""
        let first = messages.lastIndex { $0["role"] != "tool" }.map { $0 + 1 } ?? 0
        return (question, messages[first...].compactMap { $0["content"]?.stringValue })
    }

    private static func anthropic(_ messages: [JSONValue]) -> (String, [String]) {
        func blocks(_ message: JSONValue?) -> [JSONValue] {
            message?["content"]?.stringValue.map { [["type": "text", "text": .string($0)]] }
                ?? message?["content"]?.arrayValue ?? []
        }
        let words = messages.filter { $0["role"] == "user" }.flatMap(blocks).filter { $0["type"] == "text" }
        return (
            words.last?["text"]?.stringValue ?? "",
            blocks(messages.last).filter { $0["type"] == "tool_result" }.map { $0["content"]?.text ?? "" }
        )
    }

    private static func gemini(_ contents: [JSONValue]) -> (String, [String]) {
        func parts(_ content: JSONValue?) -> [JSONValue] { content?["parts"]?.arrayValue ?? [] }
        let words = contents.filter { $0["role"] == "user" }.flatMap(parts).compactMap { $0["text"]?.stringValue }
        return (words.last ?? "", parts(contents.last).compactMap { $0["functionResponse"]?["response"]?.text })
    }
}
