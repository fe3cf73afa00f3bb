import HubCore
import Support
import Testing

/// A chain of two models, the first of which fails: the user gets an answer, and the reply says why it was the second's.
@Suite(.timeLimit(.minutes(5))) struct FailoverTests {
    private struct Chain {
        let first: ScriptedProvider
        let second: ScriptedProvider
        let hub: HubProcess
        let tenant: ModelTenant

        func end() async {
            await hub.stop()
            first.stop()
            second.stop()
        }
    }

    private func chain(
        _ provider: ModelProviderKind, then second: ModelProviderKind, allowsBuiltin: Bool = false, erp: UInt16? = nil,
        second other: @escaping ScriptedProvider.Script = StockClerk.script,
        _ script: @escaping ScriptedProvider.Script
    ) async throws -> Chain {
        let (one, two) = (try ScriptedProvider(provider, script), try ScriptedProvider(second, other))
        let hub = try await ModelTenant.start()
        let tenant = try await ModelTenant.write(
            "acme", on: hub,
            models: [
                .init(provider, "first", at: one.base, key: "sk-first"),
                // What is too long for the first is not for the second.
                .init(second, "second", at: two.base, key: "sk-second", contextWindow: 200_000),
            ], erp: erp, allowsBuiltin: allowsBuiltin)
        return Chain(first: one, second: two, hub: hub, tenant: tenant)
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        let provider: ModelProviderKind
        let fault: ProviderFault
        var testDescription: String { "\(provider.rawValue): \(fault.rawValue)" }
    }

    static let failures = ProviderTurnTests.providers.flatMap { provider in
        // What one provider refuses to speak of is not taken to another.
        ProviderFault.known(to: provider).filter { $0 != .contentRefused }.map {
            Failure(provider: provider, fault: $0)
        }
    }

    @Test(arguments: failures)
    func theSecondModelAnswersWhereTheFirstFails(failure: Failure) async throws {
        let second: ModelProviderKind = failure.provider == .openAI ? .anthropic : .openAI
        let chain = try await chain(failure.provider, then: second) { _, _ in .fail(failure.fault) }
        let turn = try await chain.tenant.turn(.whole)
        await chain.end()
        #expect(turn.reply["status"] == "success", "\(turn.reply.text)")
        #expect(turn.reply["text"]?.stringValue == StockClerk.words.joined())
        #expect(turn.metadata["model"] == "second")
        #expect(turn.metadata["provider"]?.stringValue == second.rawValue)
        // The first may have been tried more than once; the last word on it is why.
        #expect(turn.outcomes.last == "ok")
        #expect(!turn.outcomes.dropLast().isEmpty)
        #expect(turn.outcomes.dropLast().allSatisfy { $0 == failure.fault.outcome }, "\(turn.outcomes)")
        #expect(turn.metadata["models"]?.arrayValue?.first?["model"] == "first")
        #expect(Array(chain.first.accounts.keys) == ["sk-first"])
        #expect(Array(chain.second.accounts.keys) == ["sk-second"])
        #expect(chain.first.violations + chain.second.violations == [])
    }

    /// What no repetition can mend is not repeated.
    @Test(arguments: [ProviderFault.badKey, .usedUpQuota, .contextTooLong, .unknownModel])
    func whatStaysWrongIsAskedOnce(fault: ProviderFault) async throws {
        let chain = try await chain(.openAI, then: .openRouter) { _, _ in .fail(fault) }
        let turn = try await chain.tenant.turn(.whole)
        await chain.end()
        #expect(turn.reply["status"] == "success", "\(turn.reply.text)")
        #expect(turn.outcomes == [fault.outcome, "ok"])
        #expect(chain.first.requests.count == 1)
    }

    @Test func refusedContentIsTakenToNobodyElse() async throws {
        let chain = try await chain(.openAI, then: .openRouter, allowsBuiltin: true) { _, _ in .fail(.contentRefused) }
        let turn = try await chain.tenant.turn(.whole)
        await chain.end()
        #expect(turn.reply["status"] == "error", "\(turn.reply.text)")
        #expect(turn.reply["text"]?.stringValue?.isEmpty == false)
        #expect(turn.outcomes == ["refused"])
        #expect(chain.first.requests.count == 1 && chain.second.requests.isEmpty)
    }

    @Test(arguments: ProviderTurnTests.providers, ScriptedProvider.BrokenStream.allCases)
    func wordsOfAStreamThatBreaksOffAreTakenBack(
        provider: ModelProviderKind, way: ScriptedProvider.BrokenStream
    ) async throws {
        let second: ModelProviderKind = provider == .openAI ? .anthropic : .openAI
        let chain = try await chain(provider, then: second) { _, _ in .breakOff(after: "Half a tru", way) }
        let turn = try await chain.tenant.turn(.streamed)
        await chain.end()
        #expect(turn.reply["status"] == "success", "\(turn.events)")
        #expect(turn.events.contains { $0.data["text"] == "Half a tru" }, "\(turn.events)")
        #expect(turn.events.contains { $0.name == "text_reset" })
        #expect(turn.words == StockClerk.words.joined())
        #expect(turn.reply["text"]?.stringValue == turn.words)
        #expect(turn.metadata["model"] == "second")
        // The words that were said before it broke off were the provider's work.
        #expect(turn.outcomes.last == "ok" && turn.outcomes.first != "ok", "\(turn.outcomes)")
    }

    @Test(arguments: ModelTenant.Way.allCases)
    func theEmbeddedModelAnswersWhenAllAreDownAndTheTenantAllowsIt(way: ModelTenant.Way) async throws {
        let erp = try LoopbackServer(StockClerk.erp)
        defer { erp.stop() }
        let down: ScriptedProvider.Script = { _, _ in .fail(.overloaded) }
        let chain = try await chain(
            .openAI, then: .anthropic, allowsBuiltin: true, erp: erp.port, second: down, down)
        let turn = try await chain.tenant.turn(way)
        await chain.end()
        #expect(turn.reply["status"] == "success", "\(turn.reply.text) \(turn.events)")
        #expect(turn.reply["data"]?["level"]?.numberValue?.literal == "1234.50")
        #expect(turn.metadata["provider"] == "builtin")
        let failed = turn.metadata["models"]?.arrayValue?.filter { $0["outcome"] != "ok" } ?? []
        #expect(Set(failed.compactMap { $0["model"]?.stringValue }) == ["first", "second"])
    }

    @Test(arguments: ModelTenant.Way.allCases)
    func theUserIsToldWhenAllAreDown(way: ModelTenant.Way) async throws {
        let down: ScriptedProvider.Script = { _, _ in .fail(.overloaded) }
        let chain = try await chain(.openAI, then: .gemini, second: down, down)
        let turn = try await chain.tenant.turn(way)
        let ledger = try await chain.tenant.ledger()
        await chain.end()
        #expect(turn.reply["status"] == "error", "\(turn.reply.text) \(turn.events)")
        #expect(turn.reply["text"]?.stringValue?.isEmpty == false)
        #expect(turn.metadata["model"] == .null)
        #expect(Set(turn.outcomes) == ["overloaded"])
        // Every call is a row, those that failed too, and nobody pays for a provider that said no.
        let total = ledger["total"]
        #expect(total?["model_calls"]?.intValue == chain.first.requests.count + chain.second.requests.count)
        #expect(total?["failed_model_calls"] == total?["model_calls"])
        #expect(total?["cost_usd"] == "0.000000000")
    }

    @Test func aDeadModelIsSoonAskedNoMore() async throws {
        let chain = try await chain(.openAI, then: .openRouter) { _, _ in .fail(.overloaded) }
        var spared: [String] = []
        // How many failures it takes is not said here, nor how long the breaker stays open.
        for _ in 0..<20 where spared.isEmpty {
            let before = chain.first.requests.count
            let turn = try await chain.tenant.turn(.whole)
            #expect(turn.reply["status"] == "success", "\(turn.reply.text)")
            #expect(turn.metadata["model"] == "second")
            if chain.first.requests.count == before { spared = turn.outcomes }
        }
        await chain.end()
        #expect(spared == ["circuit_open", "ok"], "twenty turns asked a dead model")
    }

    /// A breaker is a model's by one key: another tenant's key for the same model is not held to be broken.
    @Test func aBreakerOpensForNobodyElse() async throws {
        let model = try ScriptedProvider(.openAI) { request, call in
            request.key == "sk-broken" ? .fail(.badKey) : StockClerk.script(request, call)
        }
        defer { model.stop() }
        let hub = try await ModelTenant.start()
        var tenants: [ModelTenant] = []
        for (name, key) in [("acme", "sk-broken"), ("globex", "sk-sound")] {
            tenants.append(
                try await ModelTenant.write(
                    name, on: hub, models: [.init(.openAI, "shared", at: model.base, key: key)]))
        }
        for _ in 0..<3 {
            let (broken, sound) = (try await tenants[0].turn(.whole), try await tenants[1].turn(.whole))
            #expect(broken.reply["status"] == "error", "\(broken.reply.text)")
            #expect(sound.reply["status"] == "success", "\(sound.reply.text)")
            #expect(sound.outcomes == ["ok"])
        }
        await hub.stop()
        #expect(model.accounts["sk-broken"]?.calls == 1, "a key that was refused is not shown again at once")
    }
}
