import HubCore
import Testing

struct ReplyTests {
    static func reply(nanodollars: Int64 = 0, limit: String? = nil) throws -> Reply {
        var metadata = ReplyMetadata(
            language: .vietnamese, intent: "stock", confidence: 0.97456, router: .local,
            tools: [ReplyMetadata.ToolTrace(name: "get_stock", status: "ok", milliseconds: 12.3456)],
            usage: TokenUsage(inputTokens: 10, outputTokens: 5), costNanodollars: nanodollars, traceID: "t-1",
            limit: limit)
        metadata.latency.total = 40.5
        return Reply(
            status: .success, session: try #require(SessionID("0f8fad5b-d9cb-469f-a165-70867728950e")),
            message: try #require(MessageID("0f8fad5b-d9cb-469f-a165-70867728950f")), agent: "Inventory",
            text: "5 left", data: ["amount": .number(JSONNumber(literal: "15432.50") ?? JSONNumber(0 as Int64))],
            metadata: metadata)
    }

    @Test func hasTheDocumentedForm() throws {
        let expected =
            #"{"status":"success","session_id":"0f8fad5b-d9cb-469f-a165-70867728950e","#
            + #""message_id":"0f8fad5b-d9cb-469f-a165-70867728950f","agent":"Inventory","text":"5 left","#
            + #""data":{"amount":15432.50},"render":{"type":"text"},"citations":[],"#
            + #""metadata":{"language":"vi","intent":"stock","confidence":0.975,"router":"local","#
            + #""tools":[{"name":"get_stock","status":"ok","ms":12.346}],"#
            + #""model":null,"provider":null,"models":[],"usage":{"input_tokens":10,"output_tokens":5,"cached_input_tokens":0,"cost_usd":"0.000000"},"#
            + #""latency_ms":{"total":40.5,"routing":0,"models":0,"tools":0,"overhead":0},"trace_id":"t-1"}}"#
        #expect(try Self.reply().json.text == expected)
    }

    @Test func namesNoAgentAsNull() throws {
        var reply = try Self.reply()
        reply.agent = nil
        reply.status = .clarification
        #expect(reply.json["agent"] == .null)
        #expect(reply.json["status"] == "clarification")
    }

    @Test(
        arguments: [
            (0, "0.000000"), (499, "0.000000"), (500, "0.000001"), (1_500, "0.000002"), (999_999_500, "1.000000"),
            (1_234_567_890, "1.234568"), (12_000_001_000, "12.000001"),
        ] as [(Int64, String)])
    func writesCostInDollarsWithSixPlaces(nanodollars: Int64, dollars: String) throws {
        #expect(
            try Self.reply(nanodollars: nanodollars).json["metadata"]?["usage"]?["cost_usd"] == .string(dollars))
    }

    @Test func namesTheLimitThatEndedTheTurn() throws {
        #expect(try Self.reply().json["metadata"]?["limit"] == nil)
        #expect(try Self.reply(limit: "steps").json["metadata"]?["limit"] == "steps")
    }
}
