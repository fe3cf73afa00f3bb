import HubCore
import PluginABI
import Support
import Testing

@Suite(.enabled(if: TestPostgres.isAvailable))
struct LoginRoleTests {
    @Test func aRoleThatCanDoMoreThanReadIsRefused() async throws {
        try await ShopDatabase.run { shop in
            for (grant, revoke, words) in [
                ("ALTER ROLE r SUPERUSER", "ALTER ROLE r NOSUPERUSER", "is a superuser"),
                ("ALTER ROLE r BYPASSRLS", "ALTER ROLE r NOBYPASSRLS", "bypasses row security"),
                ("ALTER ROLE r REPLICATION", "ALTER ROLE r NOREPLICATION", "may replicate"),
                ("ALTER ROLE r CREATEROLE", "ALTER ROLE r NOCREATEROLE", "may make roles"),
                ("ALTER ROLE r CREATEDB", "ALTER ROLE r NOCREATEDB", "may make databases"),
                ("GRANT pg_write_all_data TO r", "REVOKE pg_write_all_data FROM r", "is a member of pg_write_all_data"),
                ("GRANT pg_read_server_files TO r", "REVOKE pg_read_server_files FROM r", "pg_read_server_files"),
                ("GRANT pg_execute_server_program TO r", "REVOKE pg_execute_server_program FROM r", "is a member of"),
                ("GRANT pg_signal_backend TO r", "REVOKE pg_signal_backend FROM r", "is a member of"),
                ("GRANT postgres TO r", "REVOKE postgres FROM r", "postgres. Use"),
                (
                    "ALTER ROLE r NOINHERIT; GRANT postgres TO r", "REVOKE postgres FROM r; ALTER ROLE r INHERIT",
                    "postgres. Use"
                ),
                ("GRANT CREATE ON DATABASE d TO r", "REVOKE CREATE ON DATABASE d FROM r", "may make schemas"),
                ("GRANT CREATE ON SCHEMA public TO r", "REVOKE CREATE ON SCHEMA public FROM r", "may make objects"),
                ("GRANT INSERT ON orders TO r", "REVOKE INSERT ON orders FROM r", "may write public.orders"),
                (
                    "GRANT DELETE ON secrets TO PUBLIC", "REVOKE DELETE ON secrets FROM PUBLIC",
                    "may write public.secrets"
                ),
                ("GRANT TRUNCATE ON orders TO r", "REVOKE TRUNCATE ON orders FROM r", "may write"),
                ("GRANT UPDATE (note) ON orders TO r", "REVOKE UPDATE (note) ON orders FROM r", "may write"),
                ("ALTER TABLE secrets OWNER TO r", "ALTER TABLE secrets OWNER TO postgres", "or owns it"),
                ("ALTER DATABASE d OWNER TO r", "ALTER DATABASE d OWNER TO postgres", "pg_database_owner"),
                (
                    "GRANT ALL ON ALL TABLES IN SCHEMA public TO r",
                    "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public FROM r", "may write"
                ),
            ] {
                func named(_ text: String) -> String {
                    text.replacing(" r", with: " \(shop.role)").replacing(" d ", with: " \(shop.name) ")
                }
                try await shop.sql(named(grant))
                let tool = try shop.tool("SELECT id FROM customers")
                for answer in [await tool.run([:]), await tool.health()] {
                    #expect(
                        answer.has(AH_E_INVALID_CONFIG) && answer.message?.contains(words) == true,
                        "\(grant): \(answer.text)")
                }
                try await shop.sql(named(revoke))
                #expect(await tool.health().has(AH_OK), "\(revoke)")
            }
        }
    }

    @Test func agentHubsOwnDatabaseIsRefused() async throws {
        try await ShopDatabase.run { shop in
            try await shop.sql(
                """
                CREATE SCHEMA hub; CREATE TABLE hub.tenant_llm_configs (id int); CREATE TABLE hub.agent_configs (id int);
                CREATE TABLE hub.tool_configs (id int)
                """)
            let answer = try await shop.run("SELECT id FROM customers")
            #expect(answer.has(AH_E_DENIED) && answer.message?.contains("AgentHub's own") == true)
            #expect(answer.details?["pointer"] == "/endpoint")
        }
    }

    /// A host tells an administrator by them where a row that is being written is wrong, and writes what is only away.
    @Test func itsHealthSaysWhatIsWrongWithTheRowAndWhere() async throws {
        try await ShopDatabase.run { shop in
            func health(_ statement: String, _ more: JSONObject = [:]) async throws -> PluginCompletion {
                let tool = try shop.tool(statement, more)
                return await tool.health()
            }
            func expect(
                _ answer: PluginCompletion, _ status: Int, _ pointer: JSONValue?,
                sourceLocation: SourceLocation = #_sourceLocation
            ) {
                #expect(answer.has(status), "\(answer.text)", sourceLocation: sourceLocation)
                #expect(answer.details?["pointer"] == pointer, "\(answer.text)", sourceLocation: sourceLocation)
            }
            let good = "SELECT id FROM customers"
            expect(try await health(good), AH_OK, nil)
            expect(
                try await health(good, ["auth": ["type": "credential", "credential": "wrong"]]),
                AH_E_INVALID_CONFIG, "/auth")
            expect(
                try await health(good, ["auth": ["type": "credential", "credential": "other"]]), AH_E_DENIED, "/auth")
            expect(
                try await health(good, ["endpoint": "postgresql://r@internal.example.com/d?sslmode=disable"]),
                AH_E_DENIED, "/endpoint")
            expect(try await health("SELECT id FROM nothing_of_that_name"), AH_E_INVALID_CONFIG, nil)
            let away = try LoopbackPort.free()
            shop.host.offers.addresses["db.example.com:\(away)"] = ["127.0.0.1"]
            let endpoint = shop.endpoint.replacing(":\(shop.port)/", with: ":\(away)/")
            expect(try await health(good, ["endpoint": .string(endpoint)]), AH_E_UNAVAILABLE, nil)

            try await shop.sql("ALTER ROLE \(shop.role) SUPERUSER")
            expect(try await health(good), AH_E_INVALID_CONFIG, "/endpoint")
        }
    }

    @Test func aWrongPasswordAnUnknownAddressAndNoCredentialAreToldApart() async throws {
        try await ShopDatabase.run { shop in
            let wrong = try await shop.run(
                "SELECT 1", [:], ["auth": ["type": "credential", "credential": "wrong"]])
            #expect(wrong.has(AH_E_INVALID_CONFIG) && wrong.message?.contains("does not accept the user") == true)
            #expect(!wrong.text.contains("nobody's"))
            let unbound = try await shop.run(
                "SELECT 1", [:], ["auth": ["type": "credential", "credential": "other"]])
            #expect(unbound.has(AH_E_DENIED))
            let denied = try await shop.run(
                "SELECT 1", [:], ["endpoint": "postgresql://r@internal.example.com/d?sslmode=disable"])
            #expect(denied.has(AH_E_DENIED))
            // The server speaks no TLS.
            let plain = try await shop.run(
                "SELECT 1", [:], ["endpoint": .string(shop.endpoint.replacing("disable", with: "require"))])
            #expect(plain.has(AH_E_UNAVAILABLE))
        }
    }
}
