import HubCore
import Support
import Synchronization
import Testing

/// Two tenants, two providers, two keys, at once: nobody pays with another's key, and every ledger sums to what the provider
/// counted.
@Suite(.serialized, .timeLimit(.minutes(5))) struct TenantLedgerTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let providers: [ModelProviderKind]
        var testDescription: String { providers.map(\.rawValue).joined(separator: " and ") }
    }

    static let pairs = [Pair(providers: [.openAI, .anthropic]), Pair(providers: [.gemini, .openRouter])]
    private static let turns = 200
    private static let width = 16

    /// What the replies of a tenant said that they used.
    fileprivate struct Told: Sendable {
        var answered = 0
        var usage = TokenUsage.zero
        var failures: [String] = []
    }

    @Test(arguments: pairs)
    func eachProviderSeesItsTenantsKeyAndEachLedgerSumsToWhatItCounted(pair: Pair) async throws {
        let erp = try LoopbackServer(StockClerk.erp)
        let models = try pair.providers.map { try ScriptedProvider($0, StockClerk.script) }
        defer {
            erp.stop()
            for model in models { model.stop() }
        }
        let hub = try await ModelTenant.start()
        var tenants: [ModelTenant] = []
        for (number, model) in models.enumerated() {
            // One name of model for both, so that nothing but the tenant tells them apart.
            tenants.append(
                try await ModelTenant.write(
                    "tenant-\(number)", on: hub,
                    models: [.init(model.provider, "shared", at: model.base, key: "sk-of-tenant-\(number)")],
                    erp: erp.port))
        }
        let told = await play(tenants)
        for (number, tenant) in tenants.enumerated() {
            let accounts = models[number].accounts
            #expect(told[number].failures == [])
            #expect(told[number].answered == Self.turns)
            #expect(Array(accounts.keys) == ["sk-of-tenant-\(number)"])
            #expect(models[number].violations == [])
            let account = try #require(accounts["sk-of-tenant-\(number)"])
            #expect(account.calls == 2 * Self.turns)
            #expect(told[number].usage == account.usage)
            let ledger = try await tenant.ledger()
            #expect(ledger["turns"]?.intValue == Self.turns)
            let total = ledger["total"]
            #expect(total?["model_calls"]?.intValue == account.calls)
            #expect(total?["input_tokens"]?.intValue == account.usage.inputTokens)
            #expect(total?["output_tokens"]?.intValue == account.usage.outputTokens)
            #expect(total?["cached_input_tokens"]?.intValue == account.usage.cachedInputTokens)
            #expect(total?["cost_usd"]?.stringValue == account.dollars)
        }
        await hub.stop()
    }

    /// The turns of all tenants, by their numbers; what came of them.
    private final class Play: Sendable {
        private let state: Mutex<(next: Int, told: [Told])>
        private let count: Int

        init(tenants: Int, turns: Int) {
            count = tenants * turns
            state = Mutex((0, [Told](repeating: Told(), count: tenants)))
        }

        var told: [Told] { state.withLock { $0.told } }

        /// The next turn's number; nil: there is none.
        func next() -> Int? {
            state.withLock { state in
                guard state.next < count else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }

        func take(_ outcome: Result<JSONValue, PlayFailure>, of tenant: Int) {
            state.withLock { $0.told[tenant].take(outcome) }
        }
    }

    /// So many turns at once, the tenants' in turn, every other pair streamed.
    private func play(_ tenants: [ModelTenant]) async -> [Told] {
        let play = Play(tenants: tenants.count, turns: Self.turns)
        await withDiscardingTaskGroup { group in
            for _ in 0..<Self.width {
                group.addTask {
                    while let number = play.next() {
                        let tenant = number % tenants.count
                        let way = ModelTenant.Way.allCases[number / tenants.count % 2]
                        play.take(await Self.outcome(tenants[tenant], way), of: tenant)
                    }
                }
            }
        }
        return play.told
    }

    private static func outcome(_ tenant: ModelTenant, _ way: ModelTenant.Way) async -> Result<JSONValue, PlayFailure> {
        do {
            let turn = try await tenant.turn(way)
            guard turn.reply["status"] == "success" else {
                return .failure(PlayFailure(what: "\(way): \(turn.reply.text) \(turn.events.map(\.data.text))"))
            }
            return .success(turn.reply)
        } catch { return .failure(PlayFailure(what: "\(way): \(error)")) }
    }

    fileprivate struct PlayFailure: Error {
        let what: String
    }
}

extension TenantLedgerTests.Told {
    fileprivate mutating func take(_ outcome: Result<JSONValue, TenantLedgerTests.PlayFailure>) {
        switch outcome {
        case .success(let reply):
            answered += 1
            let usage = reply["metadata"]?["usage"]
            self.usage += TokenUsage(
                inputTokens: usage?["input_tokens"]?.intValue ?? 0,
                outputTokens: usage?["output_tokens"]?.intValue ?? 0,
                cachedInputTokens: usage?["cached_input_tokens"]?.intValue ?? 0)
        case .failure(let failure): failures.append(failure.what)
        }
    }
}
