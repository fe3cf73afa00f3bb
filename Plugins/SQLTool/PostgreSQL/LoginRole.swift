import PluginSDK

/// Whether a login role has so few rights that a mistake of everything else here could not write.
enum LoginRole {
    /// Memberships that reach beyond what is granted on tables.
    private static let powers =
        "pg_write_all_data,pg_read_server_files,pg_write_server_files,pg_execute_server_program,pg_signal_backend,"
        + "pg_checkpoint,pg_maintain,pg_create_subscription,pg_database_owner,pg_monitor,pg_read_all_settings,"
        + "pg_read_all_stats,pg_stat_scan_tables,pg_signal_autovacuum_worker"

    private static let query = """
        SELECT r.rolsuper, r.rolbypassrls, r.rolreplication, r.rolcreaterole, r.rolcreatedb, session_user = current_user,
            (
                SELECT pg_catalog.string_agg(g.rolname::text, ', ') FROM pg_catalog.pg_roles g
                WHERE g.oid <> r.oid AND pg_catalog.pg_has_role(r.oid, g.oid, 'MEMBER')
                    AND (g.rolname::text = ANY (pg_catalog.string_to_array($1, ',')) OR g.rolsuper OR g.rolbypassrls
                        OR g.rolreplication OR g.rolcreaterole OR g.rolcreatedb)
            ),
            pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
            (
                SELECT n.nspname FROM pg_catalog.pg_namespace n
                WHERE n.nspname NOT LIKE 'pg\\_%' AND pg_catalog.has_schema_privilege(n.oid, 'CREATE') LIMIT 1
            ),
            (
                SELECT n.nspname || '.' || c.relname
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%'
                    AND n.nspname <> 'information_schema'
                    AND (pg_catalog.pg_has_role(r.oid, c.relowner, 'MEMBER')
                        OR pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                        OR pg_catalog.has_any_column_privilege(c.oid, 'INSERT, UPDATE'))
                LIMIT 1
            ),
            (
                SELECT pg_catalog.count(DISTINCT c.relname) FROM pg_catalog.pg_class c
                WHERE c.relname IN ('tenant_llm_configs', 'agent_configs', 'tool_configs', 'tenant_tool_permissions')
            )
        FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
        """

    /// Throws when the role may do more than read, or when the database is AgentHub's own.
    static func check(_ connection: PostgreSQLConnection, _ patience: Patience) throws(ToolError) {
        let rows = try connection.rows(query, [powers], types: [25], patience)
        guard rows.rowCount == 1 else { throw ToolError(.upstream, "The login role is not to be found.") }
        let flags = [
            "is a superuser", "bypasses row security", "may replicate", "may make roles", "may make databases",
        ]
        for (column, words) in flags.enumerated() where rows.text(0, column) != "f" { throw refusal(words) }
        guard rows.text(0, 5) == "t" else { throw refusal("acts as another one") }
        if let roles = rows.text(0, 6) { throw refusal("is a member of \(roles)") }
        guard rows.text(0, 7) == "f" else { throw refusal("may make schemas in the database") }
        if let schema = rows.text(0, 8) { throw refusal("may make objects in the schema \(schema)") }
        if let table = rows.text(0, 9) { throw refusal("may write \(table), or owns it") }
        guard rows.text(0, 10).flatMap(Int.init) ?? 4 < 3 else {
            throw ToolError(.denied, "The database is AgentHub's own, which no tool reads.").at("/endpoint")
        }
    }

    private static func refusal(_ words: String) -> ToolError {
        ToolError(
            .invalidConfiguration,
            "The database's login role \(words). Use a role of its own with LOGIN and SELECT on what the tool reads."
        ).at("/endpoint")
    }
}
