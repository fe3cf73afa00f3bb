import Foundation
import HubCore
import Support
import Testing

@testable import HubStorage

/// However turns fall: the sums of a turn, a session, an agent, a model, a day and a tenant are those of the rows.
@Suite(.onEveryDatabase) struct LedgerSumsTests {
    /// What was committed, with what it belongs to.
    private struct Call {
        var tenant: TenantID
        var session: SessionID
        var user: UserID
        /// nil: of a turn without an answer.
        var answer: MessageID?
        var day: String
        var entry: UsageEntry
    }

    private struct Person {
        var tenant: TenantID
        var user: UserID
        var sessions: [SessionID]
    }

    private static let from = Date(timeIntervalSince1970: 0)
    private static let to = TurnFixture.start.addingTimeInterval(30 * 86_400)

    private static func entry(_ numbers: inout SeededNumbers) -> UsageEntry {
        let input = Int.random(in: 0...200_000, using: &numbers)
        let usage = TokenUsage(
            inputTokens: input, outputTokens: Int.random(in: 0...8000, using: &numbers),
            cachedInputTokens: Int.random(in: 0...input, using: &numbers))
        let prices = TokenPrices(
            input: Int64.random(in: 0...75_000_000_000, using: &numbers),
            output: Int64.random(in: 0...600_000_000_001, using: &numbers),
            cachedInput: Bool.random(using: &numbers) ? Int64.random(in: 0...7_000_000_000, using: &numbers) : nil,
            from: "")
        return UsageEntry(
            provider: "openai", model: "m\(Int.random(in: 0..<3, using: &numbers))",
            agent: [nil, "Stock", "Debt"].randomElement(using: &numbers) ?? nil, usage: usage,
            isEstimated: Bool.random(using: &numbers), costNanodollars: prices.cost(of: usage),
            succeeded: Bool.random(using: &numbers))
    }

    private static func line(_ name: String, _ calls: [Call]) -> UsageReport.Line {
        UsageReport.Line(
            name: name, modelCalls: calls.count, failedModelCalls: calls.filter { !$0.entry.succeeded }.count,
            estimatedModelCalls: calls.filter(\.entry.isEstimated).count,
            usage: calls.reduce(.zero) { $0 + $1.entry.usage },
            costNanodollars: calls.reduce(0) { $0 + $1.entry.costNanodollars })
    }

    private static func lines(_ calls: [Call], by name: (Call) -> String) -> [UsageReport.Line] {
        Dictionary(grouping: calls, by: name).map { line($0.key, $0.value) }.sorted { $0.name < $1.name }
    }

    private static func fill(_ database: any SQLDatabase, _ numbers: inout SeededNumbers) async throws -> [Call] {
        let conversations = SQLConversationStore(database: database)
        let people = [(TenantID.acme, UserID.ann), (.acme, .bob), (.globex, .ann)].map { tenant, user in
            Person(tenant: tenant, user: user, sessions: (0..<4).map { _ in SessionID() })
        }
        var calls: [Call] = []
        for _ in 0..<60 {
            guard let person = people.randomElement(using: &numbers),
                let session = person.sessions.randomElement(using: &numbers)
            else { continue }
            let entries = (0..<Int.random(in: 0...4, using: &numbers)).map { _ in entry(&numbers) }
            let scope = person.tenant.scope
            if Int.random(in: 0..<5, using: &numbers) == 0 {
                try await conversations.record(
                    scope, usage: entries, audit: [], session: session, user: person.user, answer: nil)
                calls += entries.map {
                    Call(
                        tenant: person.tenant, session: session, user: person.user, answer: nil, day: "", entry: $0)
                }
            } else {
                let minute = Int.random(in: 0..<5 * 1440, using: &numbers)
                let turn = TurnFixture.turn(session, user: person.user, number: minute, usage: entries)
                try await conversations.commit(scope, turn: turn)
                calls += entries.map {
                    Call(
                        tenant: person.tenant, session: session, user: person.user, answer: turn.answer.id,
                        day: turn.answer.createdAt.utcDay, entry: $0)
                }
            }
        }
        return calls
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func everySumIsThatOfTheRows(seed: UInt64) async throws {
        try await TestDatabase.run { database in
            var numbers = SeededNumbers(seed: seed)
            let all = try await Self.fill(database, &numbers)
            let store = SQLUsageStore(database: database)
            for tenant in [TenantID.acme, .globex] {
                let calls = all.filter { $0.tenant == tenant }
                #expect(calls.count > 10)
                let report = try await store.usage(of: tenant.scope, from: Self.from, to: Self.to, session: nil)
                #expect(report.total == Self.line("", calls))
                #expect(report.agents == Self.lines(calls) { $0.entry.agent ?? "" })
                #expect(report.models == Self.lines(calls) { $0.entry.model })
                // What has no answer is of the day on which the test runs.
                let answered = Self.lines(calls.filter { $0.answer != nil }) { $0.day }
                #expect(report.days.filter { $0.name >= "2027-01-15" } == answered)
                let sum = report.days.reduce(0) { $0 + $1.costNanodollars }
                #expect(sum == report.total.costNanodollars)
                try await checkDays(answered, of: tenant, database)
                try await checkSessions(calls, of: tenant, report, store)
                try await checkTurns(calls, of: tenant, database)
            }
        }
    }

    private func checkDays(_ days: [UsageReport.Line], of tenant: TenantID, _ database: any SQLDatabase) async throws {
        let store = SQLSpendAlertStore(database: database)
        for (offset, moment) in (0..<6).map({ ($0, TurnFixture.start.addingTimeInterval(Double($0) * 86_400)) }) {
            let spending = try await store.spending(of: tenant.scope, onDayOf: moment)
            let expected = days.first { $0.name == moment.utcDay }?.costNanodollars ?? 0
            #expect(spending == DailySpending(day: moment.utcDay, costNanodollars: expected), "day \(offset)")
        }
    }

    private func checkSessions(
        _ calls: [Call], of tenant: TenantID, _ report: UsageReport, _ store: SQLUsageStore
    ) async throws {
        let sessions = Self.lines(calls) { $0.session.description }
        let dearest = sessions.sorted { ($1.costNanodollars, $0.name) < ($0.costNanodollars, $1.name) }
        #expect(report.topSessions == dearest)
        for (session, calls) in Dictionary(grouping: calls, by: \.session) {
            let filtered = try await store.usage(of: tenant.scope, from: Self.from, to: Self.to, session: session)
            #expect(filtered.total == Self.line("", calls))
            // One that has no turn with an answer is not there to be read.
            guard calls.contains(where: { $0.answer != nil }) else { continue }
            let line = try await store.usage(of: session, user: calls[0].user, scope: tenant.scope)
            #expect(line == Self.line("", calls))
        }
    }

    private func checkTurns(_ calls: [Call], of tenant: TenantID, _ database: any SQLDatabase) async throws {
        let rows = try await database.read(
            as: .tenant(tenant.scope),
            SQLStatement(
                """
                SELECT message_id, CAST(SUM(cost_nanodollars) AS BIGINT) FROM usage_ledger
                WHERE tenant_id = $1 AND answered = 1 GROUP BY message_id
                """, .tenant(tenant)))
        var turns: [MessageID: Int64] = [:]
        for row in rows {
            var columns = row.columns
            turns[try columns.id()] = try columns.integer()
        }
        var expected: [MessageID: Int64] = [:]
        for call in calls {
            if let answer = call.answer { expected[answer, default: 0] += call.entry.costNanodollars }
        }
        #expect(turns == expected)
    }
}
