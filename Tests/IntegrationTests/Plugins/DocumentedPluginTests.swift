import Foundation
import HubCore
import Support
import Testing

/// What `docs/writing-a-plugin.md` shows is compiled as it says, with nothing but the header, and answers.
@Suite(.serialized, .timeLimit(.minutes(5))) struct DocumentedPluginTests {
    /// The first block of that language in the document that begins so.
    private func block(_ language: String, beginning start: String) throws -> String {
        let page = AuthorTools.repository.appending(path: "docs/writing-a-plugin.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let blocks = text.split(separator: "```\(language)\n").dropFirst().compactMap {
            $0.split(separator: "```").first
        }
        return String(try #require(blocks.first { $0.hasPrefix(start) }))
    }

    @Test func thePluginOfThePageAnswers() async throws {
        let source = try block("c", beginning: "/* answer.c */")
        let command = try block("sh", beginning: "cc ").trimmingCharacters(in: .whitespacesAndNewlines)
        try await AuthorTools.inFolder { folder in
            try source.write(to: folder.appending(path: "answer.c"), atomically: true, encoding: .utf8)
            try FileManager.default.copyItem(
                at: AuthorTools.repository.appending(path: "Sources/PluginABI/include/agenthub_plugin.h"),
                to: folder.appending(path: "agenthub_plugin.h"))
            try await AuthorTools.run(["sh", "-c", command], in: folder)
            let tool: JSONObject = [
                "name": "get_answer", "description": "The answer to the question.", "base_tool_type": "THE_ANSWER",
                "input_schema": ["type": "object"],
            ]
            let agent: JSONObject = [
                "name": "AgentAnswer", "description": "The answer to the great question.", "tools": ["get_answer"],
                "examples": ["What is the answer?", "Tell me the answer", "Câu trả lời là gì?"],
            ]
            let library = folder.appending(path: "answer.so")
            try await ExamplePlugin.serving(library, tool: tool, agent: agent) { plugin in
                let reply = try await plugin.ask("What is the answer?")
                #expect(reply["status"] == "success", "\(reply.text)")
                #expect(reply["data"] == ["answer": 42])
            }
        }
    }
}
