import HubCore
import Support
import Testing

@testable import HubStorage

@Suite(.needsPostgreSQL) struct RowSecurityTests {
    /// Rows of two tenants and of the platform in every table.
    private static let rows = """
        INSERT INTO tenants (id, name, settings, enabled, created_at)
            VALUES ('acme', 'a', '{}', 1, 0), ('globex', 'g', '{}', 1, 0);
        INSERT INTO llm_models (id, tenant_id, name, provider, context_window, created_at)
            VALUES ('m-a', 'acme', 'm', 'p', 1, 0), ('m-g', 'globex', 'm', 'p', 1, 0), ('m', NULL, 'm', 'p', 1, 0);
        INSERT INTO agent_configs (id, tenant_id, name, description, prompt_template, examples, output_format, label, enabled, version, created_at)
            SELECT 'a' || substr(id, 2), tenant_id, 'n', '', '', '[]', 'x', '{}', 1, 1, 0 FROM llm_models;
        INSERT INTO tool_configs (id, tenant_id, name, description, base_tool_type, input_schema, auth, priority, timeout_ms, labels, config, enabled, version, created_at)
            SELECT 't' || substr(id, 2), tenant_id, 'n', '', 'T', '{}', '{}', 1, 1, '{}', '{}', 1, 1, 0 FROM llm_models;
        INSERT INTO agent_tools SELECT 'a' || substr(id, 2), 0, id FROM tool_configs;
        INSERT INTO config_versions VALUES ('acme', 1), ('globex', 1);
        INSERT INTO tenant_llm_configs (tenant_id, llm_model_id, position, updated_at)
            SELECT id, 'm', 0, 0 FROM tenants;
        INSERT INTO tenant_llm_settings SELECT id, 'm', 1, 1, 0 FROM tenants;
        INSERT INTO tenant_agent_permissions SELECT id, 'a', 1, 0 FROM tenants;
        INSERT INTO tenant_tool_permissions SELECT id, 't', 1, 0 FROM tenants;
        INSERT INTO output_overrides (tenant_id, agent_id, updated_at) SELECT id, 'a', 0 FROM tenants;
        INSERT INTO tenant_secrets SELECT id, 's', 't', 0, 0 FROM tenants;
        INSERT INTO revoked_tokens SELECT id, 'j', 0, 0 FROM tenants;
        INSERT INTO idempotency_keys (tenant_id, user_id, key, fingerprint, lease_until, expires_at)
            SELECT id, 'u', 'k', 'f', 0, 0 FROM tenants;
        INSERT INTO sessions (tenant_id, id, user_id, message_count, entities, created_at, updated_at)
            SELECT id, 's', 'u', 1, '[]', 0, 0 FROM tenants;
        INSERT INTO messages (tenant_id, session_id, position, id, role, text, entities, created_at)
            SELECT id, 's', 1, 'i', 'user', 'x', '[]', 0 FROM tenants;
        INSERT INTO usage_ledger SELECT id, 'i', 0, 's', 'u', 'p', 'm', 'a', 1, 1, 1, 1, 0 FROM tenants;
        INSERT INTO spend_alerts SELECT id, '2026-11-22', 1, 1, 'i', 0 FROM tenants;
        INSERT INTO files (tenant_id, id, begun_at) SELECT id, 'f', 0 FROM tenants;
        INSERT INTO file_pieces SELECT id, 'f', 0, 'x' FROM tenants;
        INSERT INTO knowledge_collections (tenant_id, name, description, chunk_characters, overlap_characters, created_at, updated_at)
            SELECT id, 'c', '', 1, 0, 0, 0 FROM tenants;
        INSERT INTO knowledge_jobs SELECT id, 'j', 'c', 'u', 0 FROM tenants;
        INSERT INTO knowledge_job_items (tenant_id, job_id, position, name, outcome) SELECT id, 'j', 0, 'n', 'accepted' FROM tenants;
        INSERT INTO knowledge_documents (tenant_id, id, collection, name, title, metadata, media_type, file_id, digest, size, version, state, job_id, created_at, updated_at)
            SELECT id, 'd', 'c', 'n', 't', '{}', 'text/plain', 'f', 'x', 1, 1, 'queued', 'j', 0, 0 FROM tenants;
        INSERT INTO audit_log SELECT id, 'i', 's', 'u', 'a', 's', 'o', '{}', 0 FROM tenants;
        INSERT INTO audit_log SELECT '', 'i', 's', 'u', 'a', 's', 'o', '{}', 0;
        INSERT INTO plugin_releases VALUES ('p', 'd', '1', '[]', 1, 0, 'u');
        INSERT INTO plugin_routes VALUES ('p', '', 'd', NULL, 0), ('p', 'acme', 'd', NULL, 0);
        """

    private func run(_ body: (TestPostgreSQL, PostgresSession) async throws -> Void) async throws {
        try await TestPostgreSQL.run { server in
            try await PostgresSession.run(Self.rows, at: server.admin)
            try await body(server, try await PostgresSession.open(server.login))
        }
    }

    private func tables(_ session: PostgresSession) async throws -> [String] {
        try await session.run(
            """
            SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = CAST('public' AS regnamespace)
            ORDER BY relname
            """
        ).compactMap(\.[0])
    }

    /// Those of which a tenant may read some rows.
    private func lentTables(_ session: PostgresSession) async throws -> [String] {
        let closed = RowSecurity.platformOnly + RowSecurity.exempt
        return try await tables(session).filter { !closed.contains($0) }
    }

    /// Tables that are not closed by row security for all, their owner included, or that nobody has a policy for, and
    /// views that show with their owner's rights what they are made of.
    private func unguarded(_ server: TestPostgreSQL) async throws -> [String] {
        try await PostgresSession.run(
            """
            SELECT c.relname FROM pg_class c
            WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relnamespace = CAST('public' AS regnamespace)
                AND NOT (c.relkind = 'v' AND 'security_invoker=true' = ANY (COALESCE(c.reloptions, '{}')))
                AND NOT (
                    c.relrowsecurity AND c.relforcerowsecurity
                    AND EXISTS (
                        SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid
                            AND CAST('agenthub_tenant' AS regrole) = ANY (p.polroles)
                    )
                )
            ORDER BY c.relname
            """, at: server.admin
        ).compactMap(\.[0])
    }

    @Test func guardsEveryTable() async throws {
        try await run { server, _ in
            let closed = (RowSecurity.platformOnly + RowSecurity.exempt).sorted()
            #expect(try await unguarded(server) == closed)
            try await PostgresSession.run("CREATE TABLE forgotten (tenant_id TEXT)", at: server.admin)
            #expect(try await unguarded(server) == ["forgotten"] + closed)
            try await PostgresSession.run(
                """
                CREATE VIEW forgotten_view AS SELECT * FROM sessions;
                CREATE VIEW fair WITH (security_invoker = true) AS SELECT * FROM sessions;
                CREATE MATERIALIZED VIEW forgotten_copy AS SELECT * FROM sessions
                """, at: server.admin)
            #expect(try await unguarded(server) == ["forgotten", "forgotten_copy", "forgotten_view"] + closed)
        }
    }

    @Test func givesATenantItsOwnRowsWithoutAnyCondition() async throws {
        try await run { server, session in
            let shared: Set<String> = ["llm_models", "agent_configs", "tool_configs", "agent_tools", "config_versions"]
            for table in try await lentTables(session) {
                try await session.run("BEGIN; SET LOCAL ROLE agenthub_tenant; SET LOCAL agenthub.tenant = 'acme'")
                let rows = try await session.run("SELECT * FROM \(table)")
                try await session.run("ROLLBACK")
                #expect(rows.count == (shared.contains(table) ? 2 : 1), "\(table)")
                let isForeign = rows.contains { row in
                    row.contains { $0 == "globex" || $0?.hasSuffix("-g") == true }
                }
                #expect(!isForeign, "\(table)")
            }
        }
    }

    @Test func givesNoRowWithoutATenant() async throws {
        try await run { server, session in
            for table in try await lentTables(session) {
                for setting in ["", "SET LOCAL agenthub.tenant = ''; "] {
                    try await session.run("BEGIN; \(setting)SET LOCAL ROLE agenthub_tenant")
                    let rows = try await session.run("SELECT * FROM \(table)")
                    try await session.run("ROLLBACK")
                    #expect(rows.isEmpty, "\(table)")
                }
            }
        }
    }

    @Test(arguments: RowSecurity.platformOnly + RowSecurity.exempt)
    func keepsThePlatformsOwnFromTenants(table: String) async throws {
        try await run { server, session in
            try await session.run("BEGIN; SET LOCAL ROLE agenthub_platform; SELECT * FROM \(table); ROLLBACK")
            await #expect(throws: PostgresError.self) {
                try await session.run(
                    "BEGIN; SET LOCAL ROLE agenthub_tenant; SET LOCAL agenthub.tenant = 'acme'; SELECT * FROM \(table)")
            }
            try await session.run("ROLLBACK")
        }
    }

    @Test func givesTheLoginRoleNothing() async throws {
        try await run { server, session in
            for table in try await tables(session) {
                await #expect(throws: PostgresError.self, "\(table)") {
                    try await session.run("SELECT * FROM \(table)")
                }
            }
            await #expect(throws: PostgresError.self) { try await session.run("CREATE TABLE public.mine (id BIGINT)") }
        }
    }

    @Test func givesThePlatformTheRowsOfAllButLeavesTheSchemaToItsOwner() async throws {
        try await run { server, session in
            for table in try await lentTables(session) {
                try await session.run("BEGIN; SET LOCAL ROLE agenthub_platform")
                let rows = try await session.run("SELECT * FROM \(table)")
                try await session.run("ROLLBACK")
                #expect(rows.count >= 2, "\(table)")
            }
            for statement in [
                "INSERT INTO schema_migrations VALUES (99, 'x', 'x', 0)", "UPDATE schema_migrations SET checksum = 'x'",
                "DELETE FROM schema_migrations",
            ] {
                await #expect(throws: PostgresError.self, "\(statement)") {
                    try await session.run("BEGIN; SET LOCAL ROLE agenthub_platform; \(statement)")
                }
                try await session.run("ROLLBACK")
            }
        }
    }

    @Test(
        arguments: [
            "INSERT INTO sessions (tenant_id, id, user_id, message_count, entities, created_at, updated_at) VALUES ('globex', 'n', 'u', 0, '[]', 0, 0)",
            "UPDATE sessions SET tenant_id = 'globex'",
            "INSERT INTO usage_ledger VALUES ('globex', 'n', 0, 's', 'u', 'p', 'm', 'a', 1, 1, 1, 1, 0)",
            "INSERT INTO audit_log VALUES ('', 'n', 's', 'u', 'a', 's', 'o', '{}', 0)",
            "INSERT INTO agent_tools VALUES ('a', 7, 't-a')", "INSERT INTO agent_tools VALUES ('a-g', 7, 't-a')",
            "UPDATE agent_configs SET tenant_id = NULL", "INSERT INTO config_versions VALUES ('n', 1)",
            "INSERT INTO tenants VALUES ('n', 'n', '{}', 1, 0)", "UPDATE tenants SET enabled = 0",
            "INSERT INTO tenant_agent_permissions VALUES ('acme', 'a-g', 1, 0)", "UPDATE messages SET text = 'x'",
            "UPDATE usage_ledger SET cost_nanodollars = 0", "DELETE FROM audit_log", "DELETE FROM sessions",
            "INSERT INTO spend_alerts VALUES ('globex', '2026-11-23', 1, 1, 'i', 0)",
            "INSERT INTO files (tenant_id, id, begun_at) VALUES ('globex', 'n', 0)",
            "UPDATE files SET tenant_id = 'globex'",
            "INSERT INTO file_pieces VALUES ('globex', 'f', 1, 'x')",
            "INSERT INTO knowledge_jobs VALUES ('globex', 'n', 'c', 'u', 0)",
            "UPDATE knowledge_documents SET tenant_id = 'globex'",
            "UPDATE knowledge_documents SET file_id = 'of-globex'", "DELETE FROM knowledge_job_items",
            "UPDATE knowledge_jobs SET user_id = 'x'",
            "UPDATE spend_alerts SET reached_at = 1", "DELETE FROM spend_alerts",
            "DELETE FROM revoked_tokens", "TRUNCATE messages", "ALTER TABLE messages DISABLE ROW LEVEL SECURITY",
        ])
    func refusesATenantWhatIsNotItsOwn(statement: String) async throws {
        try await run { _, session in
            try await session.run("BEGIN; SET LOCAL ROLE agenthub_tenant; SET LOCAL agenthub.tenant = 'acme'")
            await #expect(throws: PostgresError.self) { try await session.run(statement) }
            try await session.run("ROLLBACK")
        }
    }

    /// Each names a row, `-g` of another tenant, that the tenant does not see; the same statement with the platform's row
    /// or with its own passes.
    @Test(
        arguments: [
            "DELETE FROM agent_tools; INSERT INTO agent_tools VALUES ('a-a', 7, 't-g')",
            "UPDATE agent_tools SET tool_id = 't-g'",
            "UPDATE output_overrides SET agent_id = 'a-g'",
            "INSERT INTO output_overrides (tenant_id, agent_id, updated_at) VALUES ('acme', 'a-g', 0) ON CONFLICT (tenant_id, agent_id) DO UPDATE SET updated_at = 1",
            "UPDATE tenant_llm_configs SET llm_model_id = 'm-g'",
            "INSERT INTO tenant_llm_configs (tenant_id, llm_model_id, position, updated_at) VALUES ('acme', 'm-g', 1, 0) ON CONFLICT (tenant_id, llm_model_id) DO UPDATE SET updated_at = 1",
            "UPDATE tenant_llm_settings SET supervisor_model_id = 'm-g'",
            "UPDATE tenant_llm_settings SET embedding_model_id = 'm-g'",
            "UPDATE agent_configs SET llm_model_id = 'm-g'",
        ], ["-a", ""])
    func letsATenantNameOnlyWhatItSees(statement: String, own: String) async throws {
        try await run { _, session in
            let begin = "BEGIN; SET LOCAL ROLE agenthub_tenant; SET LOCAL agenthub.tenant = 'acme'"
            try await session.run(begin)
            await #expect(throws: PostgresError.self) { try await session.run(statement) }
            try await session.run("ROLLBACK; \(begin)")
            try await session.run(statement.replacing("-g'", with: "\(own)'"))
            try await session.run("ROLLBACK")
        }
    }

    @Test func changesNoneOfThePlatformsOrAnothersRows() async throws {
        try await run { server, session in
            try await session.run("BEGIN; SET LOCAL ROLE agenthub_tenant; SET LOCAL agenthub.tenant = 'acme'")
            try await session.run(
                "UPDATE agent_configs SET description = 'mine'; UPDATE config_versions SET version = 9")
            try await session.run("DELETE FROM agent_tools; DELETE FROM tenant_secrets")
            try await session.run("DELETE FROM knowledge_documents; DELETE FROM files")
            try await session.run("DELETE FROM knowledge_collections")
            try await session.run("DELETE FROM tenant_agent_permissions; DELETE FROM tenant_tool_permissions; COMMIT")
            let left = try await PostgresSession.run(
                """
                SELECT (SELECT count(*) FROM agent_configs WHERE description = 'mine'),
                    (SELECT count(*) FROM config_versions WHERE version = 9), (SELECT count(*) FROM agent_tools),
                    (SELECT count(*) FROM tenant_secrets), (SELECT count(*) FROM tenant_agent_permissions),
                    (SELECT count(*) FROM tenant_tool_permissions), (SELECT count(*) FROM knowledge_documents),
                    (SELECT count(*) FROM files), (SELECT count(*) FROM file_pieces),
                    (SELECT count(*) FROM knowledge_collections)
                """, at: server.admin)
            #expect(left == [["1", "1", "2", "1", "2", "2", "1", "1", "1", "1"]])
        }
    }

    /// Under row security a condition is looked up in an index only when nothing can leak by it.
    @Test(
        arguments: ["llm_models", "agent_configs", "tool_configs"],
        ["force_custom_plan", "force_generic_plan"])
    func findsATenantsRowsWithoutReadingEverybodys(table: String, mode: String) async throws {
        try await run { server, session in
            try await PostgresSession.run(
                """
                INSERT INTO tenants SELECT 't' || n, 't', '{}', 1, 0 FROM generate_series(1, 1000) n;
                INSERT INTO llm_models (id, tenant_id, name, provider, context_window, created_at)
                    SELECT 'm' || n, 't' || n % 1000 + 1, 'm' || n, 'p', 1, 0 FROM generate_series(1, 5000) n;
                INSERT INTO agent_configs (id, tenant_id, name, description, prompt_template, examples, output_format, label, enabled, version, created_at)
                    SELECT 'a' || id, tenant_id, name, '', '', '[]', 'x', '{}', 1, 1, 0 FROM llm_models;
                INSERT INTO tool_configs (id, tenant_id, name, description, base_tool_type, input_schema, auth, priority, timeout_ms, labels, config, enabled, version, created_at)
                    SELECT 't' || id, tenant_id, name, '', 'T', '{}', '{}', 1, 1, '{}', '{}', 1, 1, 0 FROM llm_models;
                ANALYZE
                """, at: server.admin)
            try await session.run(
                """
                BEGIN; SET LOCAL ROLE agenthub_tenant; SET LOCAL agenthub.tenant = 't7'; SET LOCAL plan_cache_mode = \(mode);
                PREPARE rows (TEXT) AS SELECT id FROM \(table) WHERE tenant_id = $1 OR tenant_id IS NULL
                """)
            let plan = try await session.run("EXPLAIN EXECUTE rows ('t7')").compactMap(\.[0])
            try await session.run("ROLLBACK")
            #expect(plan.contains { $0.contains("\(table)_by_tenant") }, "\(plan)")
            #expect(!plan.contains { $0.contains("Seq Scan") }, "\(plan)")
        }
    }

    @Test(arguments: ["force_custom_plan", "force_generic_plan"])
    func readsOnePageOfALongSessionAndNoMore(mode: String) async throws {
        try await run { server, session in
            try await PostgresSession.run(
                """
                UPDATE sessions SET message_count = 20000 WHERE tenant_id = 'acme';
                INSERT INTO messages (tenant_id, session_id, position, id, role, text, entities, created_at)
                    SELECT 'acme', 's', n, 'm' || lpad(CAST(n AS TEXT), 5, '0'), 'user', 'x', '[]', 0
                    FROM generate_series(2, 20000) n;
                ANALYZE
                """, at: server.admin)
            let (id, scope) = (SessionID(), TenantID.acme.scope)
            let first = SQLConversationStore.page(scope, session: id, user: .ann, limit: 20)
            let next = SQLConversationStore.page(scope, session: id, user: .ann, after: MessageID(), limit: 20)
            try await session.run(
                """
                BEGIN; SET LOCAL ROLE agenthub_tenant; SET LOCAL agenthub.tenant = 'acme'; SET LOCAL plan_cache_mode = \(mode);
                PREPARE first (TEXT, TEXT, TEXT, BIGINT) AS \(first.text);
                PREPARE next (TEXT, TEXT, TEXT, BIGINT, TEXT) AS \(next.text)
                """)
            for query in ["first ('acme', 's', 'u', 20)", "next ('acme', 's', 'u', 20, 'm15000')"] {
                let rows = try await session.run("EXECUTE \(query)")
                #expect(rows.count == 20)
                if query.hasPrefix("next") { #expect(rows.first?[0] == "m15001") }
                let plan = try await session.run("EXPLAIN (ANALYZE, TIMING OFF) EXECUTE \(query)").compactMap(\.[0])
                let numbers = plan.flatMap {
                    $0.matches(of: /(actual rows=|Removed by Filter: )(\d+)/).compactMap { Int($0.2) }
                }
                #expect(numbers.contains(20))
                #expect(numbers.allSatisfy { $0 <= 20 }, "\(plan)")
            }
            try await session.run("ROLLBACK")
        }
    }

    /// A session's calls are found by its answers' ids, and those without an answer by an index that has no others.
    @Test(arguments: ["force_custom_plan", "force_generic_plan"])
    func sumsOneSessionsCallsWithoutReadingOthers(mode: String) async throws {
        try await run { server, session in
            try await PostgresSession.run(
                """
                SET session_replication_role = replica;
                INSERT INTO messages (tenant_id, session_id, position, id, role, text, entities, created_at)
                    SELECT 'acme', 's' || n / 10, n % 10, 'm' || n, 'assistant', 'x', '[]', 0 FROM generate_series(1, 50000) n;
                INSERT INTO usage_ledger SELECT 'acme', 'm' || n, 0, 's' || n / 10, 'u', 'p', 'm', 'a', 1, 1, 1, 1, 0, 0, 0, 1
                    FROM generate_series(1, 50000) n;
                INSERT INTO usage_ledger SELECT 'acme', 'x' || n, 0, 's' || n, 'u', 'p', 'm', 'a', 1, 1, 1, 1, 0, 0, 0, 0
                    FROM generate_series(1, 500) n;
                INSERT INTO sessions (tenant_id, id, user_id, message_count, entities, created_at, updated_at)
                    SELECT 'acme', 's' || n, 'u', 10, '[]', 0, 0 FROM generate_series(1, 5000) n;
                ANALYZE
                """, at: server.admin)
            let query = SQLUsageStore.usage(of: SessionID(), user: .ann, scope: TenantID.acme.scope)
            try await session.run(
                """
                BEGIN; SET LOCAL ROLE agenthub_tenant; SET LOCAL agenthub.tenant = 'acme'; SET LOCAL plan_cache_mode = \(mode);
                PREPARE usage (TEXT, TEXT, TEXT) AS \(query.text)
                """)
            let rows = try await session.run("EXECUTE usage ('acme', 's7', 'u')")
            #expect(rows.map { $0[1] } == ["11"])
            let plan = try await session.run("EXPLAIN (ANALYZE, TIMING OFF) EXECUTE usage ('acme', 's7', 'u')")
                .compactMap(\.[0])
            try await session.run("ROLLBACK")
            let numbers = plan.flatMap {
                $0.matches(of: /(actual rows=|Removed by Filter: )(\d+)/).compactMap { Int($0.2) }
            }
            #expect(numbers.contains(10))
            #expect(numbers.allSatisfy { $0 <= 11 }, "\(plan)")
            #expect(plan.contains { $0.contains("usage_ledger_unanswered") }, "\(plan)")
        }
    }

    @Test func keepsLedgersFromTheirOwnerToo() async throws {
        try await run { server, _ in
            let owner = try await PostgresSession.open(server.owner)
            for statement in [
                "UPDATE messages SET text = 'x'", "DELETE FROM messages", "UPDATE usage_ledger SET agent = 'x'",
                "DELETE FROM usage_ledger", "UPDATE audit_log SET outcome = 'x'", "DELETE FROM audit_log",
            ] {
                await #expect(throws: PostgresError.self, "\(statement)") { try await owner.run(statement) }
            }
            try await owner.run("UPDATE sessions SET deleted_at = 1 WHERE tenant_id = 'acme'")
            try await owner.run("DELETE FROM messages WHERE tenant_id = 'acme'")
        }
    }
}
