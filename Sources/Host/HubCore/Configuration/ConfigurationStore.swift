/// Where rows of configuration are written. Every write grows the configuration's version and leaves an audit row, both
/// in its own transaction. `update` takes a row whose `version` is the one that its author saw, throws `.stale` when the
/// row has another by now, and returns the row as it then stands; `delete` does the same when a version is given.
///
/// `visibleTo` says in whose name rows are read: a tenant's own and the platform's are there, others are not.
package protocol TenantStore: Sendable {
    /// Throws `.conflict` when the id is taken.
    func create(_ tenant: Tenant, by author: ConfigurationAuthor) async throws
    func update(_ tenant: Tenant, by author: ConfigurationAuthor) async throws -> Tenant
    func tenants(_ filter: TenantFilter, _ page: RowPage<TenantID>) async throws -> [Tenant]
    func tenant(_ id: TenantID) async throws -> Tenant?
}

package protocol AgentStore: Sendable {
    /// Throws `.conflict` when the owner has an agent of that name, `.missing` when a tool or a model is not there,
    /// or the model has no prices.
    func create(_ agent: Agent, by author: ConfigurationAuthor) async throws
    /// With `.kept` the agent's tools stay those that they are, whatever their names are by now.
    func update(_ agent: Agent, tools: ToolListChange, by author: ConfigurationAuthor) async throws -> Agent
    /// Throws `.inUse` while a tenant is granted it. Its refusals and overrides go with it.
    func delete(_ agent: Agent, by author: ConfigurationAuthor) async throws
    func agents(_ filter: RowFilter, _ page: RowPage<AgentID>) async throws -> [Agent]
    func agent(_ id: AgentID, visibleTo reader: RowReader) async throws -> Agent?
    /// Grows the version of the owner's configuration though no row has changed, so that every worker reads it anew.
    func reload(_ owner: TenantID?, by author: ConfigurationAuthor) async throws
}

/// What a change of an agent's row does to the list of its tools.
package enum ToolListChange: Sendable, Hashable {
    case kept
    /// By the names in the row, each the tool that the agent's owner sees.
    case replaced
}

package protocol ToolStore: Sendable {
    /// Throws `.conflict` when the owner has a tool of that name.
    func create(_ tool: Tool, by author: ConfigurationAuthor) async throws
    func update(_ tool: Tool, by author: ConfigurationAuthor) async throws -> Tool
    /// Throws `.inUse` while agents list it or a tenant is granted it.
    func delete(_ tool: Tool, by author: ConfigurationAuthor) async throws
    func tools(_ filter: RowFilter, _ page: RowPage<ToolID>) async throws -> [Tool]
    func tool(_ id: ToolID, visibleTo reader: RowReader) async throws -> Tool?
}

/// The catalogue of language models.
package protocol LanguageModelStore: Sendable {
    /// Throws `.conflict` when the owner has a model of that provider and name.
    func create(_ model: LanguageModel, by author: ConfigurationAuthor) async throws
    func update(_ model: LanguageModel, by author: ConfigurationAuthor) async throws -> LanguageModel
    /// Throws `.inUse` while agents or tenants name it.
    func delete(_ model: LanguageModel, by author: ConfigurationAuthor) async throws
    func models(_ filter: RowFilter, _ page: RowPage<ModelID>) async throws -> [LanguageModel]
    func model(_ id: ModelID, visibleTo reader: RowReader) async throws -> LanguageModel?
}

/// Where grants are written. A later grant of the same row replaces the earlier one.
package protocol PermissionStore: Sendable {
    func set(_ permission: Permission, for scope: TenantScope, by author: ConfigurationAuthor) async throws
    /// A page in the order of the ids of agents and tools.
    func permissions(of scope: TenantScope, _ page: RowPage<PermissionID>) async throws -> [Permission]
}

/// The id of the agent or the tool that a permission is for.
package typealias PermissionID = RowID<Permission>

/// A tenant's right to an agent or to a tool. Granting an agent grants its tools, unless a tool's own row says no.
package struct Permission: Sendable, Hashable {
    package enum Subject: Sendable, Hashable {
        case agent(AgentID)
        case tool(ToolID)
    }

    package var subject: Subject
    package var isEnabled: Bool

    /// The place of the permission among its tenant's: an id is an agent's or a tool's, never both.
    package var place: String {
        switch subject {
        case .agent(let id): id.description
        case .tool(let id): id.description
        }
    }

    package init(subject: Subject, isEnabled: Bool) {
        self.subject = subject
        self.isEnabled = isEnabled
    }
}
