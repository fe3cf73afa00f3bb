/// Who may do what on PostgreSQL, apart from what any statement says.
///
/// `agenthub_tenant` sees and changes rows of the transaction's tenant, the setting `agenthub.tenant`, and sees the
/// platform's rows of what the platform lends to tenants. Without the setting it sees no row: `current_setting` gives
/// null, or, once a local setting has ended, ''. `agenthub_platform` sees the rows of all. The login role is a member of
/// both but inherits from neither, so that it has no right but to become one of them.
///
/// This is against a condition that our own SQL forgets. It does not hold against SQL that somebody slips in: the login
/// role may become either role, and any statement may set the tenant. No text comes from outside: `SQLStatement` takes
/// literals only.
enum RowSecurity {
    /// Tables without row security: the platform may read them, and nobody who serves may change them.
    static let exempt = ["schema_migrations"]
    /// Tables that no tenant may read at all.
    static let platformOnly = ["installation", "plugin_releases", "plugin_routes"]

    static let rights: [StaticString] = [
        """
        DO $$ BEGIN
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO agenthub_tenant, agenthub_platform', current_schema());
        END $$
        """,
        """
        GRANT SELECT ON tenants, llm_models, tenant_llm_configs, tenant_llm_settings, agent_configs, tool_configs,
            agent_tools, tenant_agent_permissions, tenant_tool_permissions, output_overrides, config_versions,
            tenant_secrets, revoked_tokens, idempotency_keys, sessions, messages, usage_ledger, audit_log
        TO agenthub_tenant, agenthub_platform
        """,
        """
        GRANT INSERT, UPDATE, DELETE ON llm_models, tenant_llm_configs, tenant_llm_settings, agent_configs,
            tool_configs, agent_tools, output_overrides, tenant_secrets, idempotency_keys
        TO agenthub_tenant, agenthub_platform
        """,
        "GRANT INSERT, UPDATE ON config_versions, revoked_tokens TO agenthub_tenant, agenthub_platform",
        "GRANT INSERT ON audit_log TO agenthub_tenant, agenthub_platform",
        "GRANT INSERT, UPDATE ON sessions TO agenthub_tenant",
        "GRANT INSERT, DELETE ON messages TO agenthub_tenant",
        "GRANT INSERT ON usage_ledger TO agenthub_tenant",
        "GRANT INSERT, UPDATE, DELETE ON tenants TO agenthub_platform",
        "GRANT SELECT, INSERT ON installation TO agenthub_platform",
        // A worker compares the schema with its own version before it serves.
        "GRANT SELECT ON schema_migrations TO agenthub_platform",
        """
        GRANT INSERT, UPDATE ON tenant_agent_permissions, tenant_tool_permissions TO agenthub_platform
        """,
        """
        GRANT DELETE ON tenant_agent_permissions, tenant_tool_permissions TO agenthub_tenant, agenthub_platform
        """,
        "GRANT DELETE ON revoked_tokens TO agenthub_platform",
    ]

    static let policies: [StaticString] = [
        // Every table: closed to all, its owner too, then open to the platform.
        """
        DO $$
        DECLARE name text;
        BEGIN
            FOR name IN
                SELECT relname FROM pg_class
                WHERE relnamespace = CAST(current_schema() AS regnamespace) AND relkind = 'r'
                    AND relname <> 'schema_migrations'
            LOOP
                EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
                EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
                EXECUTE format('CREATE POLICY platform ON %I TO agenthub_platform USING (true)', name);
            END LOOP;
        END $$
        """,
        // What belongs to one tenant.
        """
        DO $$
        DECLARE name text;
        BEGIN
            FOREACH name IN ARRAY ARRAY[
                'tenant_secrets', 'revoked_tokens', 'idempotency_keys', 'sessions', 'messages', 'usage_ledger',
                'audit_log'
            ] LOOP
                EXECUTE format(
                    'CREATE POLICY own ON %I TO agenthub_tenant
                    USING (tenant_id = NULLIF(current_setting(''agenthub.tenant'', true), ''''))', name);
            END LOOP;
        END $$
        """,
        // What belongs to one tenant and names agents and models: only such as the tenant sees. The inner queries see
        // what the role sees, and are asked only of what is written. Null, where a column may not be so, is left to that rule, which stores know.
        """
        CREATE POLICY own ON tenant_llm_configs TO agenthub_tenant
        USING (tenant_id = NULLIF(current_setting('agenthub.tenant', true), ''))
        WITH CHECK (
            tenant_id = NULLIF(current_setting('agenthub.tenant', true), '')
            AND (llm_model_id IS NULL OR EXISTS (SELECT 1 FROM llm_models m WHERE m.id = llm_model_id))
        )
        """,
        """
        CREATE POLICY own ON tenant_llm_settings TO agenthub_tenant
        USING (tenant_id = NULLIF(current_setting('agenthub.tenant', true), ''))
        WITH CHECK (
            tenant_id = NULLIF(current_setting('agenthub.tenant', true), '')
            AND (supervisor_model_id IS NULL OR EXISTS (SELECT 1 FROM llm_models m WHERE m.id = supervisor_model_id))
        )
        """,
        """
        CREATE POLICY own ON output_overrides TO agenthub_tenant
        USING (tenant_id = NULLIF(current_setting('agenthub.tenant', true), ''))
        WITH CHECK (
            tenant_id = NULLIF(current_setting('agenthub.tenant', true), '')
            AND (agent_id IS NULL OR EXISTS (SELECT 1 FROM agent_configs a WHERE a.id = agent_id))
        )
        """,
        """
        CREATE POLICY own ON agent_configs TO agenthub_tenant
        USING (tenant_id = NULLIF(current_setting('agenthub.tenant', true), ''))
        WITH CHECK (
            tenant_id = NULLIF(current_setting('agenthub.tenant', true), '')
            AND (llm_model_id IS NULL OR EXISTS (SELECT 1 FROM llm_models m WHERE m.id = llm_model_id))
        )
        """,
        """
        CREATE POLICY lent ON agent_configs FOR SELECT TO agenthub_tenant
        USING (tenant_id IS NULL AND NULLIF(current_setting('agenthub.tenant', true), '') IS NOT NULL)
        """,
        // What belongs to one tenant, or to the platform, which lends it to all.
        """
        DO $$
        DECLARE name text;
        BEGIN
            FOREACH name IN ARRAY ARRAY['llm_models', 'tool_configs'] LOOP
                EXECUTE format(
                    'CREATE POLICY own ON %I TO agenthub_tenant
                    USING (tenant_id = NULLIF(current_setting(''agenthub.tenant'', true), ''''))', name);
                EXECUTE format(
                    'CREATE POLICY lent ON %I FOR SELECT TO agenthub_tenant
                    USING (tenant_id IS NULL AND NULLIF(current_setting(''agenthub.tenant'', true), '''') IS NOT NULL)',
                    name);
            END LOOP;
        END $$
        """,
        // The platform grants; with an agent or a tool of its own a tenant removes what was said of it, no more.
        """
        CREATE POLICY own ON tenant_agent_permissions FOR SELECT TO agenthub_tenant
        USING (tenant_id = NULLIF(current_setting('agenthub.tenant', true), ''))
        """,
        """
        CREATE POLICY removed ON tenant_agent_permissions FOR DELETE TO agenthub_tenant
        USING (
            tenant_id = NULLIF(current_setting('agenthub.tenant', true), '')
            AND EXISTS (SELECT 1 FROM agent_configs a WHERE a.id = agent_id AND a.tenant_id = tenant_agent_permissions.tenant_id)
        )
        """,
        """
        CREATE POLICY own ON tenant_tool_permissions FOR SELECT TO agenthub_tenant
        USING (tenant_id = NULLIF(current_setting('agenthub.tenant', true), ''))
        """,
        """
        CREATE POLICY removed ON tenant_tool_permissions FOR DELETE TO agenthub_tenant
        USING (
            tenant_id = NULLIF(current_setting('agenthub.tenant', true), '')
            AND EXISTS (SELECT 1 FROM tool_configs t WHERE t.id = tool_id AND t.tenant_id = tenant_tool_permissions.tenant_id)
        )
        """,
        """
        CREATE POLICY own ON tenants TO agenthub_tenant
        USING (id = NULLIF(current_setting('agenthub.tenant', true), ''))
        """,
        """
        CREATE POLICY own ON config_versions TO agenthub_tenant
        USING (scope = NULLIF(current_setting('agenthub.tenant', true), ''))
        """,
        """
        CREATE POLICY lent ON config_versions FOR SELECT TO agenthub_tenant
        USING (scope = '' AND NULLIF(current_setting('agenthub.tenant', true), '') IS NOT NULL)
        """,
        // The list of an agent's tools belongs to whom the agent belongs to.
        """
        CREATE POLICY own ON agent_tools TO agenthub_tenant
        USING (EXISTS (
            SELECT 1 FROM agent_configs a
            WHERE a.id = agent_id AND a.tenant_id = NULLIF(current_setting('agenthub.tenant', true), '')
        ))
        WITH CHECK (
            EXISTS (
                SELECT 1 FROM agent_configs a
                WHERE a.id = agent_id AND a.tenant_id = NULLIF(current_setting('agenthub.tenant', true), '')
            )
            AND (tool_id IS NULL OR EXISTS (SELECT 1 FROM tool_configs t WHERE t.id = tool_id))
        )
        """,
        """
        CREATE POLICY lent ON agent_tools FOR SELECT TO agenthub_tenant
        USING (EXISTS (SELECT 1 FROM agent_configs a WHERE a.id = agent_id AND a.tenant_id IS NULL))
        """,
    ]

    /// A tenant's workers raise its alerts, and nobody takes one back.
    static let spendAlerts: [StaticString] = [
        "GRANT SELECT ON spend_alerts TO agenthub_tenant, agenthub_platform",
        "GRANT INSERT ON spend_alerts TO agenthub_tenant",
        "ALTER TABLE spend_alerts ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE spend_alerts FORCE ROW LEVEL SECURITY",
        "CREATE POLICY platform ON spend_alerts TO agenthub_platform USING (true)",
        """
        CREATE POLICY own ON spend_alerts TO agenthub_tenant
        USING (tenant_id = NULLIF(current_setting('agenthub.tenant', true), ''))
        """,
    ]

    /// A tenant's settings name another model: it, too, is one that the tenant sees.
    static let embeddings: [StaticString] = [
        "DROP POLICY own ON tenant_llm_settings",
        """
        CREATE POLICY own ON tenant_llm_settings TO agenthub_tenant
        USING (tenant_id = NULLIF(current_setting('agenthub.tenant', true), ''))
        WITH CHECK (
            tenant_id = NULLIF(current_setting('agenthub.tenant', true), '')
            AND (supervisor_model_id IS NULL OR EXISTS (SELECT 1 FROM llm_models m WHERE m.id = supervisor_model_id))
            AND (embedding_model_id IS NULL OR EXISTS (SELECT 1 FROM llm_models m WHERE m.id = embedding_model_id))
        )
        """,
    ]

    /// A tenant's own, all of them. The platform sweeps files, and its worker takes documents of all tenants; an operator
    /// who repeats a request changes another tenant's documents in the platform's name.
    static let files: [StaticString] = [
        """
        GRANT SELECT, INSERT, UPDATE, DELETE ON files, file_pieces, knowledge_collections, knowledge_documents
        TO agenthub_tenant, agenthub_platform
        """,
        "GRANT SELECT, INSERT ON knowledge_jobs, knowledge_job_items TO agenthub_tenant, agenthub_platform",
        """
        DO $$
        DECLARE name text;
        BEGIN
            FOREACH name IN ARRAY ARRAY[
                'files', 'file_pieces', 'knowledge_collections', 'knowledge_documents', 'knowledge_jobs',
                'knowledge_job_items'
            ] LOOP
                EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
                EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
                EXECUTE format('CREATE POLICY platform ON %I TO agenthub_platform USING (true)', name);
                EXECUTE format(
                    'CREATE POLICY own ON %I TO agenthub_tenant
                    USING (tenant_id = NULLIF(current_setting(''agenthub.tenant'', true), ''''))', name);
            END LOOP;
        END $$
        """,
    ]

    /// The operator's alone: which file serves a tenant is nothing that its own requests ask for. A release stays for ever, for
    /// the audit log and old routes name it.
    static let plugins: [StaticString] = [
        "GRANT SELECT, INSERT ON plugin_releases TO agenthub_platform",
        "GRANT SELECT, INSERT, UPDATE ON plugin_routes TO agenthub_platform",
        "ALTER TABLE plugin_releases ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE plugin_releases FORCE ROW LEVEL SECURITY",
        "CREATE POLICY platform ON plugin_releases TO agenthub_platform USING (true)",
        "ALTER TABLE plugin_routes ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE plugin_routes FORCE ROW LEVEL SECURITY",
        "CREATE POLICY platform ON plugin_routes TO agenthub_platform USING (true)",
    ]

    /// Makes the two roles. The owner of the tables gets the platform's rights, since row security is forced on it too,
    /// and a migration that moves data would find none.
    ///
    /// All databases of a server share the roles, and the migrations' lock is a database's: whatever was missing may be
    /// there a moment later by another database's migration. From PostgreSQL 16 on a role that made another is its member
    /// with neither the right to use its rights nor to become it, so that each right is asked for by its own name.
    static let roles = SQLStatement(
        """
        DO $$
        DECLARE name text;
        BEGIN
            FOREACH name IN ARRAY ARRAY['agenthub_tenant', 'agenthub_platform'] LOOP
                IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN
                    BEGIN
                        EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', name);
                    EXCEPTION WHEN duplicate_object OR unique_violation THEN
                        -- Another database's migration was faster.
                    END;
                END IF;
            END LOOP;
            BEGIN
                IF CAST(current_setting('server_version_num') AS INTEGER) < 160000 THEN
                    IF NOT pg_has_role(current_user, 'agenthub_platform', 'MEMBER') THEN
                        EXECUTE format('GRANT agenthub_platform TO %I', current_user);
                    END IF;
                ELSIF NOT pg_has_role(current_user, 'agenthub_platform', 'USAGE') THEN
                    EXECUTE format('GRANT agenthub_platform TO %I WITH INHERIT TRUE', current_user);
                END IF;
            EXCEPTION WHEN unique_violation THEN
                -- Another database's migration was faster.
            END;
        END $$
        """)

    /// Lets a login role become the two roles. It must exist, and be NOINHERIT.
    static func membership(of login: String) -> [SQLStatement] {
        [
            SQLStatement("SELECT set_config('agenthub.login', $1, true)", .text(login)),
            SQLStatement(
                """
                DO $$
                DECLARE
                    name text;
                    login text := current_setting('agenthub.login');
                BEGIN
                    FOREACH name IN ARRAY ARRAY['agenthub_tenant', 'agenthub_platform'] LOOP
                        BEGIN
                            IF CAST(current_setting('server_version_num') AS INTEGER) < 160000 THEN
                                IF NOT pg_has_role(login, name, 'MEMBER') THEN
                                    EXECUTE format('GRANT %I TO %I', name, login);
                                END IF;
                            ELSIF NOT pg_has_role(login, name, 'SET') THEN
                                EXECUTE format('GRANT %I TO %I WITH INHERIT FALSE, SET TRUE', name, login);
                            END IF;
                        EXCEPTION WHEN unique_violation THEN
                            -- Another database's migration was faster.
                        END;
                    END LOOP;
                END $$
                """),
        ]
    }
}
