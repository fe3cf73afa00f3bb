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

    /// Each of these would take the reader minutes, or a stack without end, if it read on.
    @Test(.timeLimit(.minutes(1)))
    func whatTakesAReaderLongIsRefusedEarly() throws {
        // Each of these brackets is read twice, so that the innermost is read thousands of times.
        func brackets(_ depth: Int) -> String {
            "SELECT " + String(repeating: "((SELECT ", count: depth) + "1" + String(repeating: ") + 1)", count: depth)
        }
        #expect(try harness.refusal(brackets(4)) == nil)
        let few = "SELECT 1 FROM a" + String(repeating: " JOIN a", count: 5) + String(repeating: " ON true", count: 5)
        #expect(try harness.refusal(few) == nil)
        for (statement, reason) in [
            ("SELECT 1 " + String(repeating: "+", count: 16_000), "More than 63 signs stand side by side"),
            ("SELECT 1 FROM a" + String(repeating: " JOIN a", count: 1980), "nested more than 40 deep"),
            (brackets(12), "The statement is refused"),
        ] {
            #expect(try harness.refusal(statement)?.message?.contains(reason) == true, "\(statement.prefix(40))")
        }
    }

    /// All but those that name PostgreSQL's catalogue, which SQLite has not.
    @Test func noneIsTakenForSQLiteEither() throws {
        for statement in HostileStatements.postgreSQL where statement.reason != "is of the system" {
            #expect(try harness.refusal(statement.text, .sqlite) != nil, "accepted: \(statement.text)")
        }
    }
}
