/// The first tables, in SQL that PostgreSQL and SQLite both read.
///
/// `tenant_id` is null in rows of the platform's own. What a tenant's users can name by an id of their choice has keys
/// that begin with the tenant, since a key of the whole table would tell that another tenant has the row; agents, tools
/// and models get their ids from us. A message is only ever named inside its session, so its place there is its key.
enum InitialSchema {
    static let configuration: [StaticString] = [
        "CREATE TABLE config_version (id SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1), version BIGINT NOT NULL)",
        "INSERT INTO config_version (id, version) VALUES (1, 1)",
        """
        CREATE TABLE tenants (
            id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, settings TEXT NOT NULL,
            enabled SMALLINT NOT NULL CHECK (enabled IN (0, 1)), created_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE llm_models (
            id TEXT NOT NULL PRIMARY KEY, tenant_id TEXT REFERENCES tenants (id), name TEXT NOT NULL,
            provider TEXT NOT NULL, base_url TEXT, context_window BIGINT NOT NULL,
            input_nanodollars BIGINT NOT NULL, output_nanodollars BIGINT NOT NULL, created_at BIGINT NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX llm_models_by_name ON llm_models (COALESCE(tenant_id, ''), provider, name)",
        """
        CREATE TABLE tenant_llm_configs (
            tenant_id TEXT NOT NULL REFERENCES tenants (id), llm_model_id TEXT NOT NULL REFERENCES llm_models (id),
            position BIGINT NOT NULL, api_key TEXT, rpm BIGINT, tpm BIGINT, updated_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, llm_model_id)
        )
        """,
        """
        CREATE TABLE agent_configs (
            id TEXT NOT NULL PRIMARY KEY, tenant_id TEXT REFERENCES tenants (id), name TEXT NOT NULL,
            description TEXT NOT NULL, prompt_template TEXT NOT NULL, llm_model_id TEXT REFERENCES llm_models (id),
            examples TEXT NOT NULL, output_format TEXT NOT NULL, render TEXT, label TEXT NOT NULL, routing TEXT,
            enabled SMALLINT NOT NULL CHECK (enabled IN (0, 1)), version BIGINT NOT NULL, created_at BIGINT NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX agent_configs_by_name ON agent_configs (COALESCE(tenant_id, ''), name)",
        """
        CREATE TABLE tool_configs (
            id TEXT NOT NULL PRIMARY KEY, tenant_id TEXT REFERENCES tenants (id), name TEXT NOT NULL,
            description TEXT NOT NULL, base_tool_type TEXT NOT NULL, endpoint TEXT, input_schema TEXT NOT NULL,
            output_schema TEXT, output_format TEXT, render TEXT, auth TEXT NOT NULL, priority BIGINT NOT NULL,
            timeout_ms BIGINT NOT NULL, labels TEXT NOT NULL, config TEXT NOT NULL,
            enabled SMALLINT NOT NULL CHECK (enabled IN (0, 1)), version BIGINT NOT NULL, created_at BIGINT NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX tool_configs_by_name ON tool_configs (COALESCE(tenant_id, ''), name)",
        """
        CREATE TABLE agent_tools (
            agent_id TEXT NOT NULL REFERENCES agent_configs (id), position BIGINT NOT NULL,
            tool_id TEXT NOT NULL REFERENCES tool_configs (id),
            PRIMARY KEY (agent_id, position), UNIQUE (agent_id, tool_id)
        )
        """,
        "CREATE INDEX agent_tools_by_tool ON agent_tools (tool_id)",
        """
        CREATE TABLE tenant_agent_permissions (
            tenant_id TEXT NOT NULL REFERENCES tenants (id), agent_id TEXT NOT NULL REFERENCES agent_configs (id),
            enabled SMALLINT NOT NULL CHECK (enabled IN (0, 1)), updated_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, agent_id)
        )
        """,
        """
        CREATE TABLE tenant_tool_permissions (
            tenant_id TEXT NOT NULL REFERENCES tenants (id), tool_id TEXT NOT NULL REFERENCES tool_configs (id),
            enabled SMALLINT NOT NULL CHECK (enabled IN (0, 1)), updated_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, tool_id)
        )
        """,
        """
        CREATE TABLE output_overrides (
            tenant_id TEXT NOT NULL REFERENCES tenants (id), agent_id TEXT NOT NULL REFERENCES agent_configs (id),
            output_format TEXT, render TEXT, updated_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, agent_id)
        )
        """,
    ]

    static let conversations: [StaticString] = [
        """
        CREATE TABLE sessions (
            tenant_id TEXT NOT NULL REFERENCES tenants (id), id TEXT NOT NULL, user_id TEXT NOT NULL,
            message_count BIGINT NOT NULL, last_agent TEXT, entities TEXT NOT NULL,
            created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, deleted_at BIGINT,
            PRIMARY KEY (tenant_id, id)
        )
        """,
        "CREATE INDEX sessions_by_user ON sessions (tenant_id, user_id, updated_at, id)",
        """
        CREATE TABLE messages (
            tenant_id TEXT NOT NULL, session_id TEXT NOT NULL, position BIGINT NOT NULL, id TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('user', 'assistant')), text TEXT NOT NULL, agent TEXT, reply TEXT,
            entities TEXT NOT NULL, created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, session_id, position),
            FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id)
        )
        """,
    ]
}
