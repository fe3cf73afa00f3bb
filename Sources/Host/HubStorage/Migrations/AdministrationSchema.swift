/// The tables of administration, in SQL that PostgreSQL and SQLite both read.
///
/// `revoked_tokens`, `idempotency_keys` and `audit_log` name the tenant of a token or of an owner and refer to no row of
/// `tenants`: the operator's own token may be of a tenant that has no row. There, '' stands for the platform.
enum AdministrationSchema {
    /// One version for the platform's rows (scope '') and one for each tenant's own: a tenant's configuration has the
    /// sum of both, so that a change in one tenant leaves the others' snapshots alone.
    static let versions: [StaticString] = [
        "CREATE TABLE config_versions (scope TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL)",
        "INSERT INTO config_versions (scope, version) SELECT '', version FROM config_version",
        "DROP TABLE config_version",
        "ALTER TABLE tenants ADD COLUMN version BIGINT NOT NULL DEFAULT 1",
        "ALTER TABLE output_overrides ADD COLUMN version BIGINT NOT NULL DEFAULT 1",
    ]

    static let models: [StaticString] = [
        "ALTER TABLE llm_models ADD COLUMN cached_input_nanodollars BIGINT",
        "ALTER TABLE llm_models ADD COLUMN prices_from TEXT",
        "ALTER TABLE llm_models ADD COLUMN version BIGINT NOT NULL DEFAULT 1",
        """
        CREATE TABLE tenant_llm_settings (
            tenant_id TEXT NOT NULL PRIMARY KEY REFERENCES tenants (id),
            supervisor_model_id TEXT REFERENCES llm_models (id),
            allow_builtin SMALLINT NOT NULL CHECK (allow_builtin IN (0, 1)), version BIGINT NOT NULL,
            updated_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX tenant_llm_configs_by_model ON tenant_llm_configs (llm_model_id)",
        "CREATE INDEX tenant_llm_settings_by_model ON tenant_llm_settings (supervisor_model_id)",
        "CREATE INDEX agent_configs_by_model ON agent_configs (llm_model_id)",
        // What a tenant sees are its own rows and the platform's.
        "CREATE INDEX llm_models_by_tenant ON llm_models (tenant_id)",
        "CREATE INDEX agent_configs_by_tenant ON agent_configs (tenant_id)",
        "CREATE INDEX tool_configs_by_tenant ON tool_configs (tenant_id)",
        "CREATE INDEX tenant_agent_permissions_by_agent ON tenant_agent_permissions (agent_id)",
        "CREATE INDEX tenant_tool_permissions_by_tool ON tenant_tool_permissions (tool_id)",
    ]

    /// Both null, or neither.
    static let embeddings: [StaticString] = [
        "ALTER TABLE tenant_llm_settings ADD COLUMN embedding_model_id TEXT REFERENCES llm_models (id)",
        "ALTER TABLE tenant_llm_settings ADD COLUMN embedding_dimensions BIGINT",
        "CREATE INDEX tenant_llm_settings_by_embedding ON tenant_llm_settings (embedding_model_id)",
    ]

    static let secrets: [StaticString] = [
        """
        CREATE TABLE tenant_secrets (
            tenant_id TEXT NOT NULL REFERENCES tenants (id), name TEXT NOT NULL, token TEXT NOT NULL,
            created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, name)
        )
        """,
        """
        CREATE TABLE revoked_tokens (
            tenant_id TEXT NOT NULL, jti TEXT NOT NULL, expires_at BIGINT NOT NULL, revoked_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, jti)
        )
        """,
        "CREATE INDEX revoked_tokens_by_expiry ON revoked_tokens (expires_at)",
        // Every worker asks each second for those that are new.
        "CREATE INDEX revoked_tokens_by_time ON revoked_tokens (revoked_at)",
    ]

    /// `status` and `body` are null while the request is being done.
    static let idempotency: [StaticString] = [
        """
        CREATE TABLE idempotency_keys (
            tenant_id TEXT NOT NULL, user_id TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL,
            fence TEXT NOT NULL DEFAULT '', lease_until BIGINT NOT NULL, status BIGINT, body TEXT, expires_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, user_id, key)
        )
        """,
        "CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at)",
    ]

    /// One row: what tells this installation from others in the opaque names that plugins see. All workers share it.
    static let installation: [StaticString] = [
        "CREATE TABLE installation (id SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL)"
    ]
}
