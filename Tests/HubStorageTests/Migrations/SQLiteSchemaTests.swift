import Foundation
import HubCore
import Testing

@testable import HubStorage

struct SQLiteSchemaTests {
    private func refusal(_ statement: SQLStatement, by database: SQLiteDatabase) async -> SQLError? {
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

    @Test func knowsOneConfigurationVersionOnly() async throws {
        try await TestDatabase.run { database in
            let second = SQLStatement("INSERT INTO config_version (id, version) VALUES (2, 1)")
            #expect(await refusal(second, by: database) == .violation(.check, statement: 0))
        }
    }
}
