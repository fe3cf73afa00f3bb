import FoundationEssentials
import HubCore

/// One call of a model, or one that was passed over, as the ledger, the metadata and the latency figures want it.
struct ModelCall: Sendable {
    let trace: ReplyMetadata.ModelTrace
    /// nil where the model was passed over: nothing was asked, nothing is owed.
    let entry: UsageEntry?
    let milliseconds: Double

    /// What counts against the limits.
    var tokens: Int { entry?.usage.tokens ?? 0 }

    init(
        _ request: ModelRequest, _ answer: Result<ModelResponse, ModelError>, agent: String?, since start: UInt64,
        on day: String
    ) {
        let model = request.model
        let (usage, isEstimated) = TokenEstimate.usage(of: request, answer)
        let outcome: String
        var cost = model.prices.cost(of: usage, on: day)
        switch answer {
        case .success(let response):
            outcome = "ok"
            // Others that say a cost do not say whose, and a model has the price that its row has.
            if model.provider == .openRouter { cost = response.costNanodollars ?? cost }
        case .failure(let error): outcome = error.kind.rawValue
        }
        milliseconds = MonotonicTime.milliseconds(since: start)
        trace = ReplyMetadata.ModelTrace(
            model: model.name, provider: model.provider, outcome: outcome, milliseconds: milliseconds)
        entry = UsageEntry(
            provider: model.provider.rawValue, model: model.name, agent: agent, usage: usage, isEstimated: isEstimated,
            costNanodollars: cost, succeeded: outcome == "ok")
    }

    /// `reason`: why the model was not asked.
    init(passingOver model: LanguageModel, _ reason: PassedOver) {
        trace = ReplyMetadata.ModelTrace(
            model: model.name, provider: model.provider, outcome: reason.rawValue, milliseconds: 0)
        entry = nil
        milliseconds = 0
    }

    enum PassedOver: String {
        /// It failed just before.
        case circuitOpen = "circuit_open"
        /// The tenant's own limit for it is reached.
        case limit
    }
}
