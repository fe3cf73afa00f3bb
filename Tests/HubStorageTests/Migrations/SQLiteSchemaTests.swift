import Foundation
import HubCore
import Testing

@testable import HubStorage

struct SQLiteSchemaTests {
    private func refusal(_ statement: SQLStatement, by database: any SQLDatabase) async -> SQLError? {
        do throws(SQLError) {
            _ = try await database.write(as: .platform, [statement])
            return nil
        } catch { return error }
    }

    @Test func keepsMessagesLedgerAndAuditAsTheyWereWritten() async throws {
        try await TestDatabase.run { database in
            let turn = TurnFixture.turn(
                usage: [TurnFixture.usage], audit: [AuditEntry(action: "tool", subject: "t", outcome: "ok")])
            try await SQLConversationStore(database: database).commit(TenantID.acme.scope, turn: turn)
            let rule = SQLError.violation(.rule, statement: 0)
            for statement in [
                SQLStatement("UPDATE messages SET text = 'x'"), SQLStatement("DELETE FROM messages"),
                SQLStatement("UPDATE usage_ledger SET cost_nanodollars = 0"), SQLStatement("DELETE FROM usage_ledger"),
                SQLStatement("UPDATE audit_log SET outcome = 'x'"), SQLStatement("DELETE FROM audit_log"),
            ] {
                #expect(await refusal(statement, by: database) == rule, "\(statement.text)")
            }
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM messages")) == 2)
        }
    }

    @Test func keepsTheRowsOfAnOlderDatabase() async throws {
        try await TestDatabase.inFolder { path in
            let database = try await SQLiteDatabase.open(path: path)
            let old = SQLiteSchema.migrations.filter { $0.version <= 4 }
            try await SchemaMigrator(database: database, migrations: old).migrate()
            _ = try await database.write(as: .platform, Self.rowsOfVersion4)
            #expect(try await SchemaMigrator(database).migrate() == Array(5...17))
            let tenant = try await SQLTenantStore(database: database).tenant(.acme)
            #expect(tenant == Tenant(id: .acme, name: "Acme", settings: TenantSettings(languages: [.english])))
            #expect(try await ConfigurationVersionStore(database: database).current() == 41)
            let directory = SQLTenantDirectoryStore(database: database)
            let configuration = try #require(
                try await directory.configuration(of: TenantID.acme.scope, notOlderThan: 0))
            #expect(configuration.version == 41)
            #expect(configuration.agents.map(\.name) == ["A"])
            #expect(configuration.models.map(\.version) == [1])
            // It had a price, and no day from which it held.
            let price = TokenPrices(input: 1_000_000, output: 2_000_000, from: "1970-01-01")
            #expect(configuration.models.map(\.prices) == [PriceList([price])])
            #expect(configuration.llm?.models.map(\.key) == [SealedSecret(token: "sealed")])
            #expect(configuration.llm?.version == 0)
            #expect(configuration.overrides.map(\.version) == [1])
            let filter = AuditFilter(visibleTo: .acme)
            let entries = try await SQLAuditStore(database: database).entries(filter, before: nil, limit: 9)
            #expect(entries.map(\.entry.action) == ["tool.call"])
            // The reference of the log to the tenants is gone, its rules are not.
            #expect(
                await refusal(SQLStatement("DELETE FROM audit_log"), by: database) == .violation(.rule, statement: 0))
            await database.close()
        }
    }

    @Test func keepsThePricesOfAnOlderDatabase() async throws {
        try await TestDatabase.inFolder { path in
            let database = try await SQLiteDatabase.open(path: path)
            let old = SQLiteSchema.migrations.filter { $0.version <= 10 }
            try await SchemaMigrator(database: database, migrations: old).migrate()
            _ = try await database.write(as: .platform, OlderModels.rows)
            try await SchemaMigrator(database).migrate()
            try await OlderModels.check(database)
            await database.close()
        }
    }

    private static let rowsOfVersion4: [SQLStatement] = {
        let agent = AgentID()
        let model = ModelID()
        return [
            SQLStatement("UPDATE config_version SET version = 41"),
            SQLStatement(
                "INSERT INTO tenants VALUES ('acme', 'Acme', $1, 1, 5)",
                .text(#"{"routing":"hybrid","languages":["en"]}"#)),
            SQLStatement(
                "INSERT INTO llm_models VALUES ($1, NULL, 'gpt', 'openai', NULL, 9, 1, 2, 5)", .id(model)),
            SQLStatement(
                "INSERT INTO agent_configs VALUES ($1, 'acme', 'A', '', '', $2, '[]', $3, NULL, '{}', NULL, 1, 3, 5)",
                .id(agent), .id(model), .text(OutputFormat.structuredJSON.rawValue)),
            SQLStatement("INSERT INTO tenant_llm_configs VALUES ('acme', $1, 0, 'sealed', NULL, NULL, 5)", .id(model)),
            SQLStatement("INSERT INTO output_overrides VALUES ('acme', $1, NULL, NULL, 5)", .id(agent)),
            SQLStatement(
                "INSERT INTO audit_log VALUES ('acme', $1, NULL, 'ann', 'tool.call', 't', 'ok', '{}', 5)",
                .id(AuditID())),
        ]
    }()
}
