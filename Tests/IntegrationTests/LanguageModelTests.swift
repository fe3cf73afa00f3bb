import Foundation
import HubCore
import Support
import Testing

/// A model on the network, by OpenAI's protocol, through the real server.
@Suite(.timeLimit(.minutes(5))) struct LanguageModelTests {
    /// Plays a turn: the routing question, then a tool call with the argument, then words around the tool's result.
    private static func answer(_ request: LoopbackRequest, sku: String) -> [LoopbackAction] {
        if let result = ScriptedModel.toolResult(request) {
            return ScriptedModel.say(
                result.contains("1234.50") ? "There are 1,234.50 of them." : "I could not find out.")
        }
        guard request.text.contains("\"tools\":[") else {
            return ScriptedModel.say(
                #"{"agents": ["AgentStock"], "language": "en", "intent": "stock_level", "confidence": 0.9}"#)
        }
        return ScriptedModel.call("get_stock", ["sku": .string(sku)])
    }

    private func start(model: UInt16, erp: UInt16) async throws -> StockAgent {
        try await StockAgent.start(
            erp: erp,
            environment: [
                "AGENTHUB_OPENAI_BASE_URL": "http://127.0.0.1:\(model)/v1",
                "AGENTHUB_OPENAI_API_KEY": "sk-secret-of-the-test",
                "AGENTHUB_OPENAI_MODEL": "scripted", "AGENTHUB_OPENAI_PRICES": "0.15,0.60",
            ])
    }

    @Test func answersThroughAToolAndCountsTheCost() async throws {
        let model = try LoopbackServer { Self.answer($0, sku: "SKU-12345") }
        let erp = try LoopbackServer { _ in .json(#"{"sku": "SKU-12345", "level": 1234.50}"#) }
        defer {
            model.stop()
            erp.stop()
        }
        let agent = try await start(model: model.port, erp: erp.port)
        let reply = try await agent.ask().json
        await agent.hub.stop()
        #expect(reply["status"] == "success", "\(reply.text)")
        #expect(reply["text"] == "There are 1,234.50 of them.")
        #expect(reply["data"]?["level"]?.numberValue?.literal == "1234.50")
        let calls = model.requests.count
        #expect(reply["metadata"]?["usage"]?["input_tokens"]?.intValue == 100 * calls)
        // Per call 100 tokens at 0.15 and 20 at 0.60 dollars a million: 27 micro-dollars.
        #expect(reply["metadata"]?["usage"]?["cost_usd"]?.stringValue == "0.0000\(27 * calls)")
        #expect(model.requests.allSatisfy { $0.header("authorization") == "Bearer sk-secret-of-the-test" })
        #expect(erp.requests.first?.target == "/stock/SKU-12345")
        #expect(!agent.hub.logText.contains("sk-secret"))
    }

    @Test func handsWrongArgumentsBackAndNeverCallsTheToolWithThem() async throws {
        let model = try LoopbackServer { Self.answer($0, sku: "banana") }
        let erp = try LoopbackServer { _ in .json("{}") }
        defer {
            model.stop()
            erp.stop()
        }
        let agent = try await start(model: model.port, erp: erp.port)
        let reply = try await agent.ask().json
        await agent.hub.stop()
        #expect(erp.requests.isEmpty)
        #expect(reply["status"] == "clarification", "\(reply.text)")
        let told = model.requests.last?.text ?? ""
        #expect(told.contains("invalid_input"), "the model was not told: \(told)")
    }

    /// The kind of failure is in the metadata, and `builtin` answers, since nobody forbade it.
    @Test(arguments: [(401, "auth", 1), (429, "rate_limited", 3), (500, "overloaded", 3)])
    func builtinAnswersWhereTheModelFails(status: Int, kind: String, calls: Int) async throws {
        let model = try LoopbackServer { _ in .json(#"{"error": {"message": "no"}}"#, status: status) }
        let erp = try LoopbackServer { _ in .json(#"{"sku": "SKU-12345", "on_hand": 240}"#) }
        defer {
            model.stop()
            erp.stop()
        }
        let agent = try await start(model: model.port, erp: erp.port)
        let response = try await agent.ask()
        #expect(response.status == 200)
        let reply = response.json
        #expect(reply["status"] == "success", "\(reply.text)")
        #expect(reply["data"]?["on_hand"] == 240)
        let metadata = try #require(reply["metadata"])
        #expect(metadata["model"] == "builtin" && metadata["provider"] == "builtin")
        let outcomes = metadata["models"]?.arrayValue?.compactMap { $0["outcome"]?.stringValue } ?? []
        // What may pass by itself was tried twice more; the second step asks who answered the first.
        #expect(outcomes == Array(repeating: kind, count: calls) + ["ok", "ok"], "\(outcomes)")
        #expect(model.requests.count == calls)
        #expect(try await agent.messages(reply["session_id"]).count == 2)
        await agent.hub.stop()
    }
}
