import Foundation
import HubCore
import Support
import Testing

/// Against an independent implementation of the providers' APIs: whole turns, and its faults. It also judges its client.
@Suite(.enabled(if: LLMock.isAvailable, "AGENTHUB_TEST_LLMOCK_URL is not set"), .timeLimit(.minutes(5)))
struct LLMockTests {
    /// A tenant whose only model is llmock's, under a name of its own.
    private struct Table {
        let llmock: LLMock
        let erp: LoopbackServer
        let hub: HubProcess
        let tenant: ModelTenant

        init(_ provider: ModelProviderKind) async throws {
            llmock = try LLMock(model: "model-\(UUID().uuidString.lowercased())")
            erp = try LoopbackServer(StockClerk.erp)
            hub = try await ModelTenant.start()
            tenant = try await ModelTenant.write(
                "acme", on: hub,
                models: [.init(provider, llmock.model, at: llmock.base(of: provider), key: "sk-of-acme")],
                erp: erp.port,
                // The server calls a tool with the first word of an enumeration, and follows no pattern.
                sku: ["type": "string", "enum": ["SKU-12345", "SKU-54321"], "description": "The product's code"])
        }

        func end() async {
            await hub.stop()
            erp.stop()
        }
    }

    @Test(arguments: ProviderTurnTests.providers, ModelTenant.Way.allCases)
    func answersThroughATool(provider: ModelProviderKind, way: ModelTenant.Way) async throws {
        let table = try await Table(provider)
        let turn = try await table.tenant.turn(way)
        let ledger = try await table.tenant.ledger()
        let seen = try await table.llmock.seen()
        await table.end()
        #expect(turn.reply["status"] == "success", "\(turn.reply.text) \(turn.events)")
        #expect(turn.reply["text"]?.stringValue?.isEmpty == false)
        #expect(turn.reply["data"]?["level"]?.numberValue?.literal == "1234.50")
        #expect(table.erp.requests.map(\.target) == ["/stock/SKU-12345"])
        #expect(seen.map(\.status) == [200, 200])
        #expect(seen.allSatisfy { $0.isStreamed == (way == .streamed) })
        #expect(turn.metadata["provider"]?.stringValue == provider.rawValue)
        #expect(turn.outcomes == ["ok", "ok"])
        #expect(ledger["total"]?["model_calls"]?.intValue == 2)
        #expect(ledger["total"]?["input_tokens"] == turn.metadata["usage"]?["input_tokens"])
        #expect(turn.metadata["usage"]?["input_tokens"]?.intValue ?? 0 > 0)
        #expect(turn.metadata["usage"]?["output_tokens"]?.intValue ?? 0 > 0)
        if way == .streamed { #expect(turn.words == turn.reply["text"]?.stringValue) }
    }

    /// Faults that pass: asked again, the server answers.
    struct Passing: Sendable, CustomTestStringConvertible {
        let name: String
        let behavior: JSONValue
        /// What the reply says of the first call; several where the transport decides.
        let outcomes: Set<String>
        var testDescription: String { name }

        static let any = [
            Passing(
                name: "429 with Retry-After", behavior: ["type": "fail", "status": 429, "retry_after": 1],
                outcomes: ["rate_limited"]),
            Passing(name: "500", behavior: ["type": "fail", "status": 500], outcomes: ["overloaded"]),
            Passing(name: "503", behavior: ["type": "fail", "status": 503], outcomes: ["overloaded"]),
        ]
        static func broken(_ kind: String, _ provider: ModelProviderKind) -> Passing {
            Passing(
                name: kind, behavior: LLMockTests.streamFault(kind, provider),
                outcomes: kind == "disconnect" ? ["malformed", "connection"] : ["malformed"])
        }
    }

    /// In the middle of a tool call: Gemini's comes in one chunk, others' in several.
    fileprivate static func streamFault(
        _ kind: String, _ provider: ModelProviderKind, _ more: JSONObject = [:]
    ) -> JSONValue {
        var members: JSONObject = [
            "type": "stream_fault", "kind": .string(kind), "after_chunks": .int(provider == .gemini ? 0 : 2),
        ]
        for (key, value) in more { members[key] = value }
        return .object(members)
    }

    @Test(arguments: ProviderTurnTests.providers, Passing.any)
    func asksAgainAfterAFaultThatPasses(provider: ModelProviderKind, fault: Passing) async throws {
        for way in ModelTenant.Way.allCases { try await play(fault, provider, way) }
    }

    @Test(arguments: ProviderTurnTests.providers, ["truncate", "malformed", "disconnect"])
    func asksAgainAfterABrokenStream(provider: ModelProviderKind, kind: String) async throws {
        try await play(Passing.broken(kind, provider), provider, .streamed)
    }

    private func play(_ fault: Passing, _ provider: ModelProviderKind, _ way: ModelTenant.Way) async throws {
        let table = try await Table(provider)
        try await table.llmock.will([fault.behavior])
        let turn = try await table.tenant.turn(way)
        let ledger = try await table.tenant.ledger()
        let (seen, findings) = (try await table.llmock.seen(), try await table.llmock.findings())
        await table.end()
        #expect(turn.reply["status"] == "success", "\(turn.reply.text) \(turn.events)")
        #expect(turn.reply["data"]?["level"]?.numberValue?.literal == "1234.50")
        #expect(table.erp.requests.count == 1)
        #expect(fault.outcomes.contains(turn.outcomes.first ?? ""), "\(turn.outcomes)")
        #expect(turn.outcomes.dropFirst() == ["ok", "ok"], "\(turn.outcomes)")
        #expect(seen.count == 3 && seen.first?.fault != nil, "\(seen)")
        #expect(findings == [])
        // The one that failed has its row too.
        #expect(ledger["total"]?["model_calls"]?.intValue == 3)
        #expect(ledger["total"]?["failed_model_calls"]?.intValue == 1)
    }

    /// The stream goes on after a while: the answer is whole, and nobody asked twice.
    @Test(arguments: ProviderTurnTests.providers)
    func waitsForAStreamThatStallsAndGoesOn(provider: ModelProviderKind) async throws {
        let table = try await Table(provider)
        try await table.llmock.will([Self.streamFault("stall", provider, ["stall_seconds": 2])])
        let turn = try await table.tenant.turn(.streamed)
        let seen = try await table.llmock.seen()
        await table.end()
        #expect(turn.reply["status"] == "success", "\(turn.events)")
        #expect(turn.words == turn.reply["text"]?.stringValue)
        #expect(seen.count == 2 && seen.first?.fault != nil, "\(seen)")
    }

    /// A stream that never goes on ends with the turn's time at the latest, and the user is told.
    @Test(arguments: ProviderTurnTests.providers)
    func givesUpAStreamThatStaysSilent(provider: ModelProviderKind) async throws {
        let table = try await Table(provider)
        try await table.llmock.will([Self.streamFault("stall", provider, ["stall_seconds": 90, "times": nil])])
        let turn = try await table.tenant.turn(.streamed)
        let ledger = try await table.tenant.ledger()
        await table.end()
        #expect(turn.reply["status"] == "error", "\(turn.events)")
        #expect(turn.reply["text"]?.stringValue?.isEmpty == false)
        #expect(turn.outcomes.first == "timeout", "\(turn.outcomes)")
        #expect(ledger["total"]?["model_calls"]?.intValue ?? 0 >= 1)
        #expect(table.erp.requests.isEmpty)
    }

    @Test(arguments: ProviderTurnTests.providers, ModelTenant.Way.allCases)
    func tellsTheUserOfAnOutageAndStopsAsking(provider: ModelProviderKind, way: ModelTenant.Way) async throws {
        let table = try await Table(provider)
        try await table.llmock.will([["type": "fail", "status": 503, "times": nil]])
        let turn = try await table.tenant.turn(way)
        let (seen, findings) = (try await table.llmock.seen(), try await table.llmock.findings())
        await table.end()
        #expect(turn.reply["status"] == "error", "\(turn.reply.text) \(turn.events)")
        #expect(turn.reply["text"]?.stringValue?.isEmpty == false)
        #expect(Set(turn.outcomes) == ["overloaded"])
        #expect(seen.count == turn.outcomes.count)
        #expect(findings == [])
    }

    @Test(arguments: ProviderTurnTests.providers, [401, 400])
    func repeatsNothingThatStaysWrong(provider: ModelProviderKind, status: Int) async throws {
        let table = try await Table(provider)
        try await table.llmock.will([["type": "fail", "status": .int(status), "times": nil]])
        let turn = try await table.tenant.turn(.whole)
        let (seen, findings) = (try await table.llmock.seen(), try await table.llmock.findings())
        await table.end()
        #expect(turn.reply["status"] == "error", "\(turn.reply.text)")
        #expect(seen.count == 1)
        #expect(findings == [])
    }

    @Test(arguments: ProviderTurnTests.providers, ["unknown_tool", "malformed_arguments"])
    func handsAWrongToolCallBack(provider: ModelProviderKind, kind: String) async throws {
        for way in ModelTenant.Way.allCases {
            let table = try await Table(provider)
            try await table.llmock.will([["type": "tool_fault", "kind": .string(kind)]])
            let turn = try await table.tenant.turn(way)
            let seen = try await table.llmock.seen()
            await table.end()
            // Told of its error the server answers in words.
            #expect(table.erp.requests.isEmpty)
            #expect(seen.count == 2, "\(turn.reply.text) \(turn.events)")
            #expect(seen.last?.body.text.contains("invalid_input") == true, "\(seen.last?.body.text ?? "")")
            #expect(turn.reply["text"]?.stringValue?.isEmpty == false)
        }
    }

    @Test(arguments: ProviderTurnTests.providers, ["unknown_tool", "malformed_arguments"])
    func endsATurnWhoseToolCallsStayWrong(provider: ModelProviderKind, kind: String) async throws {
        let table = try await Table(provider)
        try await table.llmock.will([["type": "tool_fault", "kind": .string(kind), "times": nil]])
        let turn = try await table.tenant.turn(.whole)
        let seen = try await table.llmock.seen()
        await table.end()
        #expect(table.erp.requests.isEmpty)
        // The first, and twice corrected.
        #expect(seen.count == 3, "\(turn.reply.text)")
        #expect(turn.reply["status"] != "success", "\(turn.reply.text)")
        #expect(turn.reply["text"]?.stringValue?.isEmpty == false)
        #expect(turn.metadata["limit"] == "corrections")
    }
}
