import FoundationEssentials
import HubCore

/// A change of configuration as its own transaction writes it down.
///
/// The audit row is also the transaction's mark: it is written only where the change may be made, and the statements
/// that make the change ask for it (`mark` of `scope`). So a change that is refused leaves nothing behind, without
/// anything being read back in between. `hold` goes first wherever the mark depends on what is stored.
struct ConfigurationChange {
    let owner: TenantID?
    private let author: ConfigurationAuthor
    private let action: String
    private let subject: String
    private let detail: JSONValue
    private let id = AuditID()
    private let time = Date()

    /// `detail` holds no secret, no prompt and no value that an administrator wrote.
    init(
        _ action: String, _ subject: String, of owner: TenantID?, by author: ConfigurationAuthor,
        detail: JSONObject = [:]
    ) {
        self.owner = owner
        self.author = author
        self.action = action
        self.subject = subject
        var detail = detail
        detail["request_id"] = .string(author.requestID)
        if author.tenant != owner { detail["author_tenant"] = .string(author.tenant.rawValue) }
        self.detail = .object(detail)
    }

    /// Whose audit rows and version: '' for the platform.
    var scope: SQLValue { .text(owner?.rawValue ?? "") }
    var mark: SQLValue { .id(id) }
    var now: SQLValue { .time(time) }
    var hold: SQLStatement { ConfigurationVersionStore.hold(owner) }

    /// The mark of a change that the transaction makes or fails.
    var record: SQLStatement {
        SQLStatement(
            """
            INSERT INTO audit_log (tenant_id, id, user_id, action, subject, outcome, detail, created_at)
            VALUES ($1, $2, $3, $4, $5, 'ok', $6, $7)
            """,
            scope, mark, .text(author.user.rawValue), .text(action), .text(subject), .json(detail), now)
    }

    /// The mark where the owner's row (an agent, a tool, a model, the tenant itself) has this version and the owner
    /// sees the model that it shall name, and that is priced or named by the row already; returns a row then. An id is in
    /// one table only.
    func record(row: SQLValue, version: Int, naming model: ModelID? = nil) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO audit_log (tenant_id, id, user_id, action, subject, outcome, detail, created_at)
            SELECT $1, $2, $3, $4, $5, 'ok', $6, CAST($7 AS BIGINT)
            WHERE (
                EXISTS (SELECT 1 FROM agent_configs WHERE id = $8 AND version = $9 AND COALESCE(tenant_id, '') = $1)
                OR EXISTS (SELECT 1 FROM tool_configs WHERE id = $8 AND version = $9 AND COALESCE(tenant_id, '') = $1)
                OR EXISTS (SELECT 1 FROM llm_models WHERE id = $8 AND version = $9 AND COALESCE(tenant_id, '') = $1)
                OR EXISTS (SELECT 1 FROM tenants WHERE id = $8 AND version = $9 AND id = $1)
            )
            AND (CAST($10 AS TEXT) IS NULL OR EXISTS (
                SELECT 1 FROM llm_models WHERE id = $10 AND (tenant_id IS NULL OR tenant_id = $1)
                    AND (prices <> '[]' OR provider = 'builtin')
            ) OR EXISTS (SELECT 1 FROM agent_configs WHERE id = $8 AND llm_model_id = $10))
            RETURNING id
            """,
            scope, mark, .text(author.user.rawValue), .text(action), .text(subject), .json(detail), now, row,
            .integer(version), .id(model))
    }

    /// The mark where the owner's agent, tool or model has this version and nothing needs it; returns a row then.
    func record(unused row: SQLValue, version: Int) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO audit_log (tenant_id, id, user_id, action, subject, outcome, detail, created_at)
            SELECT $1, $2, $3, $4, $5, 'ok', $6, CAST($7 AS BIGINT)
            WHERE (
                EXISTS (SELECT 1 FROM agent_configs WHERE id = $8 AND version = $9 AND COALESCE(tenant_id, '') = $1)
                OR EXISTS (SELECT 1 FROM tool_configs WHERE id = $8 AND version = $9 AND COALESCE(tenant_id, '') = $1)
                OR EXISTS (SELECT 1 FROM llm_models WHERE id = $8 AND version = $9 AND COALESCE(tenant_id, '') = $1)
            )
            AND NOT EXISTS (SELECT 1 FROM tenant_agent_permissions WHERE agent_id = $8 AND enabled = 1)
            AND NOT EXISTS (SELECT 1 FROM agent_tools WHERE tool_id = $8)
            AND NOT EXISTS (SELECT 1 FROM tenant_tool_permissions WHERE tool_id = $8 AND enabled = 1)
            AND NOT EXISTS (SELECT 1 FROM agent_configs WHERE llm_model_id = $8)
            AND NOT EXISTS (SELECT 1 FROM tenant_llm_configs WHERE llm_model_id = $8)
            AND NOT EXISTS (SELECT 1 FROM tenant_llm_settings WHERE supervisor_model_id = $8 OR embedding_model_id = $8)
            RETURNING id
            """,
            scope, mark, .text(author.user.rawValue), .text(action), .text(subject), .json(detail), now, row,
            .integer(version))
    }

    /// The mark where the tenant's choice of models has this version, 0 when it has none; returns a row then.
    func record(llmVersion version: Int) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO audit_log (tenant_id, id, user_id, action, subject, outcome, detail, created_at)
            SELECT $1, $2, $3, $4, $5, 'ok', $6, CAST($7 AS BIGINT)
            WHERE COALESCE((SELECT version FROM tenant_llm_settings WHERE tenant_id = $1), 0) = $8
            RETURNING id
            """,
            scope, mark, .text(author.user.rawValue), .text(action), .text(subject), .json(detail), now,
            .integer(version))
    }

    /// The mark where the tenant's override for the agent has this version, 0 when there is none; returns a row then.
    func record(overrideOf agent: AgentID, version: Int) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO audit_log (tenant_id, id, user_id, action, subject, outcome, detail, created_at)
            SELECT $1, $2, $3, $4, $5, 'ok', $6, CAST($7 AS BIGINT)
            WHERE COALESCE((SELECT version FROM output_overrides WHERE tenant_id = $1 AND agent_id = $8), 0) = $9
            RETURNING id
            """,
            scope, mark, .text(author.user.rawValue), .text(action), .text(subject), .json(detail), now, .id(agent),
            .integer(version))
    }

    /// The mark where the tenant has the secret and no tool of its own names it; returns a row then.
    func record(unused secret: SecretName) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO audit_log (tenant_id, id, user_id, action, subject, outcome, detail, created_at)
            SELECT $1, $2, $3, $4, $5, 'ok', $6, CAST($7 AS BIGINT)
            WHERE EXISTS (SELECT 1 FROM tenant_secrets WHERE tenant_id = $1 AND name = $8)
                AND NOT EXISTS (SELECT 1 FROM tool_configs WHERE tenant_id = $1 AND auth = $9)
            RETURNING id
            """,
            scope, mark, .text(author.user.rawValue), .text(action), .text(subject), .json(detail), now,
            .text(secret.rawValue), .json(ToolAuthorization.credential(secret.rawValue).json))
    }

    /// The mark where the tenant's document of the name has this version, 0 when there is none, the job is there, and the
    /// file is one for documents that none has yet; returns a row then.
    func record(
        taking file: FileID, into collection: CollectionName, as name: String, version: Int, job: JobID
    ) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO audit_log (tenant_id, id, user_id, action, subject, outcome, detail, created_at)
            SELECT $1, $2, $3, $4, $5, 'ok', $6, CAST($7 AS BIGINT)
            WHERE COALESCE((
                SELECT version FROM knowledge_documents
                WHERE tenant_id = $1 AND collection = $8 AND name = $9 AND state <> 'removing'
            ), 0) = $10
            AND EXISTS (
                SELECT 1 FROM files
                WHERE tenant_id = $1 AND id = $11 AND purpose = 'knowledge' AND size IS NOT NULL AND document_id IS NULL
            )
            AND EXISTS (SELECT 1 FROM knowledge_jobs WHERE tenant_id = $1 AND id = $12)
            RETURNING id
            """,
            scope, mark, .text(author.user.rawValue), .text(action), .text(subject), .json(detail), now,
            .text(collection.rawValue), .text(name), .integer(version), .id(file), .id(job))
    }

    /// The mark where the tenant has such documents that do not leave, either the one or any of the collection; returns a
    /// row then.
    func record(document: DocumentID?, of collection: CollectionName?) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO audit_log (tenant_id, id, user_id, action, subject, outcome, detail, created_at)
            SELECT $1, $2, $3, $4, $5, 'ok', $6, CAST($7 AS BIGINT)
            WHERE EXISTS (
                SELECT 1 FROM knowledge_documents
                WHERE tenant_id = $1 AND (id = $8 OR collection = $9) AND state <> 'removing'
            )
            RETURNING id
            """,
            scope, mark, .text(author.user.rawValue), .text(action), .text(subject), .json(detail), now, .id(document),
            .text(collection?.rawValue))
    }

    /// The mark where the plugin's file is not installed yet.
    func record(installing release: PluginRelease) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO audit_log (tenant_id, id, user_id, action, subject, outcome, detail, created_at)
            SELECT $1, $2, $3, $4, $5, 'ok', $6, CAST($7 AS BIGINT)
            WHERE NOT EXISTS (SELECT 1 FROM plugin_releases WHERE plugin = $8 AND digest = $9)
            """,
            scope, mark, .text(author.user.rawValue), .text(action), .text(subject), .json(detail), now,
            .text(release.plugin), .text(release.digest))
    }

    /// Grows the owner's version where the mark stands.
    var growth: SQLStatement {
        SQLStatement(
            """
            INSERT INTO config_versions (scope, version)
            SELECT $1, 1 WHERE EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $2)
            ON CONFLICT (scope) DO UPDATE SET version = config_versions.version + 1
            """, scope, mark)
    }

    /// In whose name the transaction runs: the owner's. Where it keeps an answer under a key of another tenant's, an
    /// operator's that is, the platform's.
    var access: SQLAccess {
        guard let kept = author.answer, kept.hold.key.scope.tenant != owner else { return owner.access }
        return .platform
    }

    /// Keeps the request's answer where the mark stands, and fails where the request has lost its key. Comes last.
    var answer: [SQLStatement] {
        guard let kept = author.answer else { return [] }
        return [
            SQLIdempotencyStore.keeping(kept, where: scope, mark), SQLIdempotencyStore.refusal(of: kept.hold),
        ]
    }

    /// Whether the transaction of these statements failed because its request lost its key.
    func isClaimLost(_ error: SQLError, of statements: [SQLStatement]) -> Bool {
        author.answer != nil && SQLIdempotencyStore.isClaimLost(error, of: statements)
    }

    /// Why no mark was written, from the row's version as the transaction found it; nil when the version was right.
    static func refusal(_ versions: [SQLRow], expected: Int) throws(SQLError) -> ConfigurationStoreError? {
        guard var columns = versions.first?.columns else { return .gone }
        return try columns.count() == expected ? nil : .stale
    }
}
