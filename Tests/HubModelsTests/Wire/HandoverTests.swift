import HubCore
import HubSchema
import Support
import Testing

@testable import HubModels

/// A turn that one provider began and another one goes on with, as after a failover.
@Suite struct HandoverTests {
    static let pairs = ModelProviderKind.allCases.flatMap { first in
        ModelProviderKind.allCases.filter { $0 != first }.map { (first, $0) }
    }

    private static let question = "Show me debt for customer MST 0104985841 and for MST 0104985842"

    /// What a provider asks for, read off its own wire: two calls, with ids of the forms that are about.
    private func calls(by kind: ModelProviderKind) async throws -> [ModelToolCall] {
        var request = SampleRequests.request(kind, [.user(Self.question)])
        request.tools = [.debt]
        func chat(_ ids: [String], _ arguments: [String]) -> JSONValue {
            let calls = zip(ids, arguments).map { id, arguments -> JSONValue in
                [
                    "id": .string(id), "type": "function",
                    "function": ["name": "get_customer_debt", "arguments": .string(arguments)],
                ]
            }
            return ["choices": [["message": ["content": nil, "tool_calls": .array(calls)]]]]
        }
        switch kind {
        case .openAI:
            // As vLLM gives them, and as a server that gives none.
            let json = chat(["chatcmpl-tool-0123456789abcdef0123456789abcdef", ""], [#"{"mst":"0104985841"}"#, "{"])
            return try OpenAIChat().response(json, to: request).toolCalls
        case .openRouter:
            let json = chat(["functions.debt:0", "functions.debt:1"], [#"{"mst":"0104985841"}"#, ""])
            return try OpenRouterChat().response(json, to: request).toolCalls
        case .anthropic:
            let json = try JSONValue(
                parsing: """
                    {"stop_reason":"tool_use","content":[
                     {"type":"tool_use","id":"toolu_1","name":"get_customer_debt","input":{"mst":"0104985841"}},
                     {"type":"tool_use","id":"toolu_2","name":"get_customer_debt","input":{"mst":"Nợ €"}}]}
                    """)
            return try AnthropicMessages().response(json, to: request).toolCalls
        case .gemini:
            let json = try JSONValue(
                parsing: """
                    {"candidates":[{"finishReason":"STOP","content":{"parts":[
                     {"functionCall":{"name":"get_customer_debt","args":{"mst":"0104985841"}},"thoughtSignature":"s1gn"},
                     {"functionCall":{"id":"g2","name":"get_customer_debt","args":{"mst":"0104985842"}}}]}}]}
                    """)
            return try GeminiContent().response(json, to: request).toolCalls
        case .builtin: return try await BuiltinModel().complete(request).toolCalls
        }
    }

    /// The window begins with an answer; both steps got a result and a failure.
    private func conversation(_ calls: [ModelToolCall]) -> [ModelMessage] {
        let step: [ModelMessage] = [
            .assistant(text: "", toolCalls: calls, entities: []),
            .toolResult(
                ModelToolResult(
                    callID: calls[0].id, name: calls[0].name,
                    outcome: .success(["mst": "0104985841", "total_debt": 15432])
                )),
            .toolResult(
                ModelToolResult(
                    callID: calls[1].id, name: calls[1].name, outcome: .failure(ToolFailure(.notFound, "No such.")))),
        ]
        let before: [ModelMessage] = [.assistant(text: "Xin chào", toolCalls: [], entities: []), .user(Self.question)]
        // Servers count calls anew in each answer.
        return before + step + [.note("Your answer was empty.")] + step
    }

    @Test(arguments: pairs)
    func anotherProviderGoesOn(_ first: ModelProviderKind, _ second: ModelProviderKind) async throws {
        let calls = try await calls(by: first)
        try #require(calls.count == 2 && calls[0].id != calls[1].id)
        var request = SampleRequests.request(second, conversation(calls))
        request.tools = [.debt]
        switch second {
        case .openAI: try checkChat(OpenAIChat().body(for: request, base: OpenAIProvider.defaultBaseURL))
        case .openRouter: try checkChat(OpenRouterChat().body(for: request, base: OpenRouterProvider.defaultBaseURL))
        case .anthropic: try checkMessages(AnthropicMessages().body(for: request, base: ""))
        case .gemini: try checkContents(&request)
        case .builtin:
            let answer = try await BuiltinModel().complete(request)
            #expect(answer.text.contains("15,432") && answer.toolCalls.isEmpty)
        }
    }

    private func published(_ name: String, _ reference: String?, _ body: JSONValue) throws {
        guard TestData.isAvailable else { return }
        var document = try #require(try JSONValue(parsing: TestData.bytes("provider-schemas/\(name)")).objectValue)
        if let reference { document["$ref"] = .string(reference) }
        #expect(try CompiledSchema(.object(document)).violations(of: body) == [])
    }

    /// Every step's results answer its calls, and no id is given twice.
    private func check(_ calls: [String], _ results: [String]) {
        #expect(calls.count == 4 && calls == results && Set(calls).count == 4)
    }

    private func checkChat(_ body: JSONValue) throws {
        try published("openai-openapi.json", "#/components/schemas/CreateChatCompletionRequest", body)
        let messages = try #require(body["messages"]?.arrayValue)
        let calls = messages.flatMap { $0["tool_calls"]?.arrayValue ?? [] }
        let ids = calls.compactMap { $0["id"]?.stringValue }
        check(ids, messages.compactMap { $0["tool_call_id"]?.stringValue })
        #expect(ids.allSatisfy { !$0.isEmpty && $0.utf8.count <= 40 })
        // Ollama and vLLM read the arguments, and refuse the request where they are no object.
        for call in calls {
            let arguments = try #require(call["function"]?["arguments"]?.stringValue)
            #expect(try JSONValue(parsing: arguments).objectValue != nil)
        }
    }

    private func checkMessages(_ body: JSONValue) throws {
        try published("anthropic_messages_request.schema.json", nil, body)
        let blocks = try #require(body["messages"]?.arrayValue).flatMap { $0["content"]?.arrayValue ?? [] }
        let ids = blocks.filter { $0["type"] == "tool_use" }.compactMap { $0["id"]?.stringValue }
        check(ids, blocks.compactMap { $0["tool_use_id"]?.stringValue })
        #expect(blocks.filter { $0["is_error"] == true }.count == 2)
    }

    private func checkContents(_ request: inout ModelRequest) throws {
        for (model, isDemanding) in [("gemini-2.5-flash", false), ("gemini-3-pro-preview", true)] {
            request.model.name = model
            let contents = try #require(GeminiContent().body(for: request, base: "")["contents"]?.arrayValue)
            let roles = contents.compactMap { $0["role"]?.stringValue }
            #expect(roles.first == "user" && !zip(roles, roles.dropFirst()).contains { $0 == $1 })
            for (content, next) in zip(contents, contents.dropFirst()) {
                let calls = (content["parts"]?.arrayValue ?? []).filter { $0["functionCall"] != nil }
                guard !calls.isEmpty else { continue }
                let results = (next["parts"]?.arrayValue ?? []).filter { $0["functionResponse"] != nil }
                #expect(calls.count == 2 && results.count == 2)
                #expect(calls.allSatisfy { $0["functionCall"]?["args"]?.objectValue != nil })
                // Ids of others are none of the API's.
                #expect((calls + results).allSatisfy { !$0.text.contains(#""id""#) })
                #expect((calls[0]["thoughtSignature"] == "skip_thought_signature_validator") == isDemanding)
            }
        }
    }
}
