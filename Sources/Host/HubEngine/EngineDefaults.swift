import HubCore

/// What holds where a tenant's rows say nothing else.
package struct EngineDefaults: Sendable {
    /// Answers for agents without a model of their own.
    package var model: LanguageModel
    /// Chooses the agent where the local router is not sure. `builtin`: nothing is asked, the local router decides.
    package var supervisorModel: LanguageModel
    package var limits: EngineLimits

    package init(model: LanguageModel, supervisorModel: LanguageModel, limits: EngineLimits = EngineLimits()) {
        self.model = model
        self.supervisorModel = supervisorModel
        self.limits = limits
    }
}
