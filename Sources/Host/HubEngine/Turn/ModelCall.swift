import HubCore

/// One call of a model, as the ledger and the latency figures want it.
struct ModelCall: Sendable {
    var entry: UsageEntry
    var milliseconds: Double

    init(model: LanguageModel, agent: String?, usage: TokenUsage?, since start: UInt64) {
        entry = UsageEntry(
            provider: model.provider.rawValue, model: model.name, agent: agent, usage: usage ?? .zero,
            costNanodollars: usage.map(model.prices.cost) ?? 0, succeeded: usage != nil)
        milliseconds = MonotonicTime.milliseconds(since: start)
    }
}
