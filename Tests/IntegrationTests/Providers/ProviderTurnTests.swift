import HubCore
import Support
import Testing

/// Whole turns with a tool over each provider's wire, streamed and not, against the project's own scripted provider, which
/// refuses what a provider's published schema does not allow.
@Suite(.timeLimit(.minutes(5))) struct ProviderTurnTests {
    static let providers: [ModelProviderKind] = [.openAI, .anthropic, .gemini, .openRouter]

    @Test(arguments: providers, ModelTenant.Way.allCases)
    func answersThroughAToolAndCountsToTheLastToken(provider: ModelProviderKind, way: ModelTenant.Way) async throws {
        let model = try ScriptedProvider(provider, StockClerk.script)
        let erp = try LoopbackServer(StockClerk.erp)
        defer {
            model.stop()
            erp.stop()
        }
        let hub = try await ModelTenant.start()
        let tenant = try await ModelTenant.write(
            "acme", on: hub, models: [.init(provider, "scripted", at: model.base, key: "sk-of-acme")], erp: erp.port)
        let turn = try await tenant.turn(way)
        let ledger = try await tenant.ledger()
        await hub.stop()

        #expect(model.violations == [])
        #expect(turn.reply["status"] == "success", "\(turn.reply.text) \(turn.events)")
        #expect(turn.reply["text"]?.stringValue == StockClerk.words.joined())
        #expect(turn.reply["data"]?["level"]?.numberValue?.literal == "1234.50")
        #expect(erp.requests.map(\.target) == ["/stock/SKU-12345"])
        #expect(turn.metadata["model"] == "scripted")
        #expect(turn.metadata["provider"]?.stringValue == provider.rawValue)
        #expect(turn.outcomes == ["ok", "ok"])
        #expect(model.requests.map(\.isStreamed) == [Bool](repeating: way == .streamed, count: 2))
        let account = try #require(model.accounts["sk-of-acme"])
        #expect(model.accounts.count == 1)
        for usage in [turn.metadata["usage"], ledger["total"]] {
            #expect(usage?["input_tokens"]?.intValue == account.usage.inputTokens)
            #expect(usage?["output_tokens"]?.intValue == account.usage.outputTokens)
            #expect(usage?["cached_input_tokens"]?.intValue == account.usage.cachedInputTokens)
        }
        #expect(ledger["total"]?["cost_usd"]?.stringValue == account.dollars)
        #expect(ledger["total"]?["model_calls"]?.intValue == 2)
        #expect(ledger["total"]?["estimated_model_calls"]?.intValue == 0)
        #expect(!hub.logText.contains("sk-of-acme"))
    }

    @Test(arguments: providers)
    func streamsWordsWhileTheModelStillSpeaks(provider: ModelProviderKind) async throws {
        let gate = LoopbackGate()
        let model = try ScriptedProvider(provider) { request, call in
            .answer(ProviderAnswer(words: StockClerk.words, usage: StockClerk.usage(request, call), gate: gate))
        }
        defer { model.stop() }
        let hub = try await ModelTenant.start()
        let tenant = try await ModelTenant.write(
            "acme", on: hub, models: [.init(provider, "scripted", at: model.base, key: "sk-of-acme")])
        let stream = try await tenant.open()
        // The model says no more until the first word has come through.
        let first = await stream.first("text")
        #expect(first?.data["text"]?.stringValue == StockClerk.words[0])
        gate.open()
        let turn = PlayedTurn(reply: nil, events: [first].compactMap { $0 } + (await stream.rest()))
        await hub.stop()
        #expect(turn.words == StockClerk.words.joined(), "\(turn.events)")
        #expect(turn.events.last?.name == "reply")
        #expect(turn.events.last?.data["text"]?.stringValue == StockClerk.words.joined())
    }

    @Test(arguments: providers, ModelTenant.Way.allCases)
    func estimatesWhatTheProviderDoesNotSay(provider: ModelProviderKind, way: ModelTenant.Way) async throws {
        let model = try ScriptedProvider(provider) { _, _ in .answer(ProviderAnswer(words: StockClerk.words)) }
        defer { model.stop() }
        let hub = try await ModelTenant.start()
        let tenant = try await ModelTenant.write(
            "acme", on: hub, models: [.init(provider, "scripted", at: model.base, key: "sk-of-acme")])
        let turn = try await tenant.turn(way)
        let total = try await tenant.ledger()["total"]
        await hub.stop()
        #expect(turn.reply["status"] == "success", "\(turn.reply.text) \(turn.events)")
        #expect(total?["model_calls"]?.intValue == 1)
        #expect(total?["estimated_model_calls"]?.intValue == 1)
        #expect(total?["input_tokens"]?.intValue ?? 0 > 0)
        #expect(total?["output_tokens"]?.intValue ?? 0 > 0)
        #expect(total?["cost_usd"] != "0.000000000")
    }
}

extension ScriptedProvider.Account {
    /// What the tokens cost by `ModelTenant.prices`, as the ledger writes it.
    var dollars: String {
        let fresh = usage.inputTokens - usage.cachedInputTokens
        let nanodollars =
            fresh * ModelTenant.prices.input + usage.cachedInputTokens * ModelTenant.prices.cached
            + usage.outputTokens * ModelTenant.prices.output
        let digits = String(nanodollars)
        let padded = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
        return "\(padded.dropLast(9)).\(padded.suffix(9))"
    }
}
