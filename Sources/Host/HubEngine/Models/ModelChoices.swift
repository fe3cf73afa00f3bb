import HubCore

/// Who answers in a tenant's name: the models that it chose, else what agents' rows and the host's defaults say.
struct ModelChoices {
    private let rows: [ModelID: LanguageModel]
    /// In the tenant's order; empty where it chose none.
    private let chosen: [ModelChoice]
    private let allowsBuiltin: Bool
    private let defaults: EngineDefaults
    /// Who routes. `builtin` does not follow: where no model can route, the local router does. Where `builtin` is chosen
    /// to, the local router does from the beginning, and nobody follows.
    let supervisor: ModelChain

    init(_ configuration: TenantConfiguration, defaults: EngineDefaults) {
        let rows = Dictionary(configuration.models.map { ($0.id, $0) }) { first, _ in first }
        let chosen = (configuration.llm?.models ?? []).compactMap { entry in
            rows[entry.model].map {
                ModelChoice(
                    $0, key: entry.key, requestsPerMinute: entry.requestsPerMinute,
                    tokensPerMinute: entry.tokensPerMinute)
            }
        }
        let lighter = configuration.llm?.supervisorModel.flatMap { id in
            chosen.first { $0.model.id == id } ?? rows[id].map { ModelChoice($0) }
        }
        self.rows = rows
        self.chosen = chosen
        self.defaults = defaults
        allowsBuiltin = configuration.llm?.allowsBuiltin ?? defaults.allowsBuiltin
        let router = chosen.first.map { lighter ?? $0 } ?? ModelChoice(defaults.supervisorModel)
        let others = chosen.filter { $0.model.id != router.model.id && $0.model.provider != .builtin }
        supervisor = ModelChain(router, others: router.model.provider == .builtin ? [] : others)
    }

    /// The agent's own model where it is among the tenant's, else the tenant's first; then the tenant's others, and
    /// `builtin` where the tenant allows it.
    func chain(of agent: Agent) -> ModelChain {
        let first: ModelChoice
        if let own = chosen.first {
            first = chosen.first { $0.model.id == agent.model } ?? own
        } else {
            first = ModelChoice(agent.model.flatMap { rows[$0] } ?? defaults.model)
        }
        var others = chosen.filter { $0.model.id != first.model.id }
        if allowsBuiltin, !(others + [first]).contains(where: { $0.model.provider == .builtin }) {
            others.append(ModelChoice(.builtin))
        }
        return ModelChain(first, others: others)
    }
}
