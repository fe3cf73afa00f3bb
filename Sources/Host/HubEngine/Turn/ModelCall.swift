import FoundationEssentials
import HubCore

/// One call of a model, as the ledger and the latency figures want it.
struct ModelCall: Sendable {
    var entry: UsageEntry
    /// What counts against the limits: the usage, or an estimate where the provider named none.
    var tokens: Int
    var milliseconds: Double

    init(model: LanguageModel, agent: String?, usage: TokenUsage?, tokens: Int, since start: UInt64) {
        let day = Date().utcDay
        entry = UsageEntry(
            provider: model.provider.rawValue, model: model.name, agent: agent, usage: usage ?? .zero,
            costNanodollars: usage.map { model.prices.cost(of: $0, on: day) } ?? 0, succeeded: usage != nil)
        self.tokens = tokens
        milliseconds = MonotonicTime.milliseconds(since: start)
    }
}
