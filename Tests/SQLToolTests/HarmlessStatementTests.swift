import Support
import Testing

struct HarmlessStatementTests {
    let harness: SQLToolHarness

    init() throws { harness = try SQLToolHarness() }

    @Test func areMany() { #expect(Set(HarmlessStatements.postgreSQL).count >= 80) }

    @Test func areAcceptedForPostgreSQL() throws {
        for statement in HarmlessStatements.postgreSQL {
            let refusal = try harness.refusal(statement)
            #expect(refusal == nil, "\(statement): \(refusal?.message ?? "")")
        }
    }

    @Test func areAcceptedForSQLite() throws {
        for statement in HarmlessStatements.sqlite {
            let refusal = try harness.refusal(statement, .sqlite)
            #expect(refusal == nil, "\(statement): \(refusal?.message ?? "")")
        }
    }
}
