import HubCore

/// What holds where a tenant's rows say nothing else.
package struct EngineDefaults: Sendable {
    /// Answers for agents without a model of their own.
    package var model: LanguageModel
    /// Chooses the agent where the local router is not sure. `builtin`: nothing is asked, the local router decides.
    package var supervisorModel: LanguageModel
    /// Whether `builtin` answers where no model can, for tenants that chose no models.
    package var allowsBuiltin: Bool
    package var limits: EngineLimits

    package init(
        model: LanguageModel, supervisorModel: LanguageModel, allowsBuiltin: Bool = true,
        limits: EngineLimits = EngineLimits()
    ) {
        self.model = model
        self.supervisorModel = supervisorModel
        self.allowsBuiltin = allowsBuiltin
        self.limits = limits
    }
}
