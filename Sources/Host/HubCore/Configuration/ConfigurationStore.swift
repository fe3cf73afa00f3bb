/// Where tenants' rows are written. Every write grows the configuration's version in its own transaction.
package protocol TenantStore: Sendable {
    /// Throws `ConfigurationStoreError.conflict` when the id is taken.
    func create(_ tenant: Tenant) async throws
    /// By id; `after` continues a page.
    func tenants(after: TenantID?, limit: Int) async throws -> [Tenant]
    func tenant(_ id: TenantID) async throws -> Tenant?
}

/// Where agents' rows are written. `owner` nil means the platform's rows.
package protocol AgentStore: Sendable {
    /// Throws `.conflict` when the owner has an agent of that name, `.missing` when a tool or a model is not there.
    func create(_ agent: Agent) async throws
    /// The rows that the owner may see: its own and the platform's; all rows for nil.
    func agents(visibleTo owner: TenantID?) async throws -> [Agent]
    func agent(_ id: AgentID) async throws -> Agent?
}

/// Where tools' rows are written. `owner` nil means the platform's rows.
package protocol ToolStore: Sendable {
    /// Throws `.conflict` when the owner has a tool of that name.
    func create(_ tool: Tool) async throws
    /// Replaces the row of the tool's id, whose version grows; throws `.missing` when there is none.
    func update(_ tool: Tool) async throws
    /// The rows that the owner may see: its own and the platform's; all rows for nil.
    func tools(visibleTo owner: TenantID?) async throws -> [Tool]
    func tool(_ id: ToolID) async throws -> Tool?
}

/// Where grants are written. A later grant of the same row replaces the earlier one.
package protocol PermissionStore: Sendable {
    func set(_ permission: Permission, for scope: TenantScope) async throws
    func permissions(of scope: TenantScope) async throws -> [Permission]
}

/// A tenant's right to an agent or to a tool. Granting an agent grants its tools, unless a tool's own row says no.
package struct Permission: Sendable, Hashable {
    package enum Subject: Sendable, Hashable {
        case agent(AgentID)
        case tool(ToolID)
    }

    package var subject: Subject
    package var isEnabled: Bool

    package init(subject: Subject, isEnabled: Bool) {
        self.subject = subject
        self.isEnabled = isEnabled
    }
}

package enum ConfigurationStoreError: Error, Sendable, Hashable {
    /// Another row has the name or id.
    case conflict(field: String)
    /// The field names a row that is not there.
    case missing(field: String, name: String)
}
