import FoundationEssentials
import HubCore
import Hummingbird

/// The parts that `/api/admin` opens to.
package struct AdminServices: Sendable {
    package var stores: AdminStores
    package var schemas: any SchemaChecker
    package var toolTypes: any ToolTypeCatalog
    package var tester: any ToolTester
    /// Makes vectors for tools that are tried, and books what they cost; nil: there are none.
    package var embeddings: (any IngestionEmbeddings)?
    /// What a caller's own files are read by, for tools that are tried; nil: there are none.
    package var blobs: @Sendable (Caller) -> (any ToolBlobs)?
    package var sealer: any SecretSealer
    package var changes: any ConfigurationAnnouncer
    package var revoked: RevokedTokens
    /// Files and knowledge; nil: this hub takes in none.
    package var uploads: UploadServices?
    /// Installed plugins; nil: this hub has those of its plugin directory and no others.
    package var plugins: PluginServices?
    /// The longest lifetime of a token that is let in.
    package var tokenLifetime: Duration
    package var now: @Sendable () -> Date

    package init(
        stores: AdminStores, schemas: any SchemaChecker, toolTypes: any ToolTypeCatalog, tester: any ToolTester,
        embeddings: (any IngestionEmbeddings)? = nil,
        blobs: @escaping @Sendable (Caller) -> (any ToolBlobs)? = { _ in nil }, sealer: any SecretSealer,
        changes: any ConfigurationAnnouncer, revoked: RevokedTokens, uploads: UploadServices? = nil,
        plugins: PluginServices? = nil, tokenLifetime: Duration = .seconds(24 * 3600),
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.stores = stores
        self.schemas = schemas
        self.toolTypes = toolTypes
        self.tester = tester
        self.embeddings = embeddings
        self.blobs = blobs
        self.sealer = sealer
        self.changes = changes
        self.revoked = revoked
        self.uploads = uploads
        self.plugins = plugins
        self.tokenLifetime = tokenLifetime
        self.now = now
    }

    /// Every operation below `/api/admin`, by the group that it is listed under.
    var operations: [(tag: String, operations: [Operation<AdminContext>])] {
        let credentials = RowCredentials(secrets: stores.secrets, sealer: sealer)
        return [
            ("Agents", AgentAdminRoutes(agents: stores.agents, changes: changes).operations),
            (
                "Tools",
                ToolAdminRoutes(
                    tools: stores.tools, schemas: schemas, types: toolTypes, credentials: credentials, changes: changes
                ).operations
                    + ToolTestRoutes(
                        stores: stores, schemas: schemas, tester: tester, embeddings: embeddings, blobs: blobs,
                        credentials: credentials
                    ).operations
            ),
            ("Tenants", TenantRoutes(tenants: stores.tenants, changes: changes).operations),
            (
                "Permissions",
                PermissionRoutes(
                    tenants: stores.tenants, permissions: stores.permissions, agents: stores.agents,
                    tools: stores.tools, changes: changes
                ).operations
            ),
            (
                "Models",
                ModelRoutes(models: stores.models, changes: changes, now: now).operations
                    + LLMConfigRoutes(
                        tenants: stores.tenants, configurations: stores.configurations, sealer: sealer,
                        changes: changes
                    ).operations
            ),
            (
                "Secrets",
                SecretRoutes(tenants: stores.tenants, secrets: stores.secrets, sealer: sealer, changes: changes)
                    .operations
            ),
            (
                "Output overrides",
                OverrideRoutes(tenants: stores.tenants, overrides: stores.overrides, changes: changes).operations
            ),
            (
                "Revoked tokens",
                RevocationRoutes(
                    tenants: stores.tenants, revocations: stores.revocations, revoked: revoked, changes: changes,
                    tokenLifetime: tokenLifetime, now: now
                ).operations
            ),
            (
                "Reports",
                UsageRoutes(
                    tenants: stores.tenants, usage: stores.usage, spending: stores.spending, now: now
                ).operations
                    + AuditRoutes(audit: stores.audit).operations
            ),
        ] + knowledge + installed
    }

    private var installed: [(tag: String, operations: [Operation<AdminContext>])] {
        guard let plugins else { return [] }
        return [
            (
                "Plugins",
                PluginRoutes(services: plugins, tenants: stores.tenants).operations
                    + PluginInstallRoutes(services: plugins, tenants: stores.tenants).operations
            )
        ]
    }

    private var knowledge: [(tag: String, operations: [Operation<AdminContext>])] {
        guard let uploads else { return [] }
        return [
            (
                "Knowledge",
                KnowledgeUploadRoutes(services: uploads, tenants: stores.tenants).operations
                    + CollectionRoutes(services: uploads, tenants: stores.tenants).operations
                    + DocumentAdminRoutes(services: uploads, tenants: stores.tenants).operations
            )
        ]
    }
}

extension OperationCatalog {
    /// Adds all that administrators can do to the group of `/api/admin`.
    mutating func add(_ services: AdminServices, to admin: some RouterMethods<AdminContext>) {
        for (tag, operations) in services.operations {
            add(
                tag, operations, to: admin, prefix: "/api/admin", refusals: [.unauthorized, .forbidden, .unavailable])
        }
    }
}
