import HubCore

/// All that turns need of one tenant, built from its rows once and shared by all its turns. Immutable.
final class TenantSnapshot: Sendable {
    let tenant: Tenant
    /// The configuration's version that it was built from.
    let version: Int64
    /// By name; one a name, the tenant's own before the platform's.
    let agents: [AgentSnapshot]
    let profiles: [RoutingProfile]
    /// nil for a tenant without agents: there is nothing to tell apart.
    let router: (any AgentRouter)?
    /// Sealed; opened for the one call that needs them.
    let secrets: [SecretName: SealedSecret]
    /// Whom the supervisor asks. `builtin`: nobody, the local router decides.
    let supervisor: ModelChain
    let entities: EntityIndex
    let supervisorPrompt: SupervisorPrompt
    /// The largest part of a prompt that is the same in every turn; nil where only `builtin` is asked.
    let standingPromptBytes: Int?
    private let agentsByName: [String: AgentSnapshot]
    private let toolsByID: [ToolID: ToolSnapshot]

    init(
        tenant: Tenant, version: Int64, agents: [AgentSnapshot], tools: [ToolSnapshot],
        secrets: [SecretName: SealedSecret], supervisor: ModelChain, profiles: [RoutingProfile],
        router: (any AgentRouter)?
    ) {
        self.tenant = tenant
        self.version = version
        self.agents = agents
        self.profiles = profiles
        self.router = router
        self.secrets = secrets
        self.supervisor = supervisor
        entities = EntityIndex(tools)
        supervisorPrompt = SupervisorPrompt(agents: agents.map(\.agent))
        standingPromptBytes = TokenEstimate.standingPromptBytes(
            agents: agents, supervisor: supervisor, prompt: supervisorPrompt)
        agentsByName = Dictionary(uniqueKeysWithValues: agents.map { ($0.name, $0) })
        toolsByID = Dictionary(tools.map { ($0.tool.id, $0) }) { first, _ in first }
    }

    func agent(_ name: String) -> AgentSnapshot? { agentsByName[name] }

    /// The tool as it was prepared, when its row is still this one.
    func prepared(_ tool: Tool) -> ToolSnapshot? {
        guard let held = toolsByID[tool.id], held.tool == tool else { return nil }
        return held
    }

    /// The language to answer in where `language` was found in the question.
    func answerLanguage(for language: Language) -> Language {
        let languages = tenant.settings.languages
        return languages.isEmpty || languages.contains(language) ? language : languages[0]
    }
}
