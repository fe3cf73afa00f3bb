import HubCore

/// Who answers in a tenant's name: the models that it chose, else what agents' rows and the host's defaults say.
struct ModelChoices {
    private let rows: [ModelID: LanguageModel]
    /// In the tenant's order; empty where it chose none.
    private let chosen: [ModelChoice]
    private let defaults: EngineDefaults
    let supervisor: ModelChoice

    init(_ configuration: TenantConfiguration, defaults: EngineDefaults) {
        let rows = Dictionary(configuration.models.map { ($0.id, $0) }) { first, _ in first }
        let chosen = (configuration.llm?.models ?? []).compactMap { entry in
            rows[entry.model].map { ModelChoice($0, key: entry.key) }
        }
        let lighter = configuration.llm?.supervisorModel.flatMap { id in
            chosen.first { $0.model.id == id } ?? rows[id].map { ModelChoice($0) }
        }
        self.rows = rows
        self.chosen = chosen
        self.defaults = defaults
        supervisor = chosen.first.map { lighter ?? $0 } ?? ModelChoice(defaults.supervisorModel)
    }

    /// The agent's own model where it is among the tenant's, else the tenant's first.
    func model(of agent: Agent) -> ModelChoice {
        guard let first = chosen.first else {
            return ModelChoice(agent.model.flatMap { rows[$0] } ?? defaults.model)
        }
        return chosen.first { $0.model.id == agent.model } ?? first
    }
}
