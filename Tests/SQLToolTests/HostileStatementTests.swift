import Support
import Testing

/// Statements that must be refused when a row is written, before any server sees them.
struct HostileStatementTests {
    let harness: SQLToolHarness

    init() throws { harness = try SQLToolHarness() }

    @Test func areMoreThanThreeHundredAndAllDifferent() {
        let texts = HostileStatements.postgreSQL.map(\.text)
        #expect(Set(texts).count == texts.count)
        #expect(texts.count >= 300)
    }

    @Test func eachIsRefusedForItsReason() throws {
        for statement in HostileStatements.postgreSQL {
            let refusal = try harness.refusal(statement.text)
            guard let refusal else {
                Issue.record("accepted: \(statement.text)")
                continue
            }
            #expect(
                refusal.message?.contains(statement.reason) == true && refusal.pointer == "/statement",
                "\(statement.text): \(refusal.message ?? "")")
        }
    }

    /// All but those that name PostgreSQL's catalogue, which SQLite has not.
    @Test func noneIsTakenForSQLiteEither() throws {
        for statement in HostileStatements.postgreSQL where statement.reason != "is of the system" {
            #expect(try harness.refusal(statement.text, .sqlite) != nil, "accepted: \(statement.text)")
        }
    }
}
