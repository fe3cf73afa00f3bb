import Foundation
import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLUsageStoreTests {
    private let day = 86_400.0

    private func turn(_ session: SessionID, minute: Int, _ usage: [UsageEntry], user: UserID = .ann) -> TurnRecord {
        let time = TurnFixture.start.addingTimeInterval(Double(minute) * 60)
        let audit = [
            AuditEntry(action: "agent.route", subject: "Stock", outcome: "agent", at: time),
            AuditEntry(action: "tool.call", subject: "get", outcome: minute == 0 ? "timeout" : "ok", at: time),
        ]
        return TurnFixture.turn(session, user: user, number: minute, usage: usage, audit: audit)
    }

    private func entry(_ agent: String?, _ model: String, succeeded: Bool = true) -> UsageEntry {
        UsageEntry(
            provider: "openai", model: model, agent: agent, usage: TokenUsage(inputTokens: 10, outputTokens: 2),
            costNanodollars: 5_000_000_000, succeeded: succeeded)
    }

    private func line(_ name: String, _ calls: Int, failed: Int = 0) -> UsageReport.Line {
        UsageReport.Line(
            name: name, modelCalls: calls, failedModelCalls: failed,
            usage: TokenUsage(inputTokens: calls * 10, outputTokens: calls * 2),
            costNanodollars: Int64(calls) * 5_000_000_000)
    }

    @Test func sumsWhatATenantUsedInASpan() async throws {
        try await TestDatabase.run { database in
            let conversations = SQLConversationStore(database: database)
            let scope = TenantID.acme.scope
            let (one, two) = (SessionID(), SessionID())
            // 2027-01-15, 08:00 UTC, and a day later.
            try await conversations.commit(
                scope, turn: turn(one, minute: 0, [entry(nil, "small"), entry("Stock", "big", succeeded: false)]))
            try await conversations.commit(scope, turn: turn(two, minute: 1, [entry("Debt", "big")], user: .bob))
            try await conversations.commit(scope, turn: turn(one, minute: 1440, [entry("Stock", "big")]))
            try await conversations.commit(scope, turn: turn(one, minute: 1441, []))
            try await conversations.commit(
                TenantID.globex.scope, turn: turn(SessionID(), minute: 2, [entry("Stock", "big")]))
            let store = SQLUsageStore(database: database)
            let start = TurnFixture.start
            let report = try await store.usage(
                of: scope, from: start, to: start.addingTimeInterval(2 * day), session: nil)
            #expect(report.turns == 4)
            #expect(report.sessions == 2)
            #expect(report.users == 2)
            #expect(report.total == line("", 4, failed: 1))
            #expect(report.days == [line("2027-01-15", 3, failed: 1), line("2027-01-16", 1)])
            #expect(report.agents == [line("", 1), line("Debt", 1), line("Stock", 2, failed: 1)])
            #expect(report.models == [line("big", 3, failed: 1), line("small", 1)])
            #expect(report.tools == [UsageReport.ToolLine(name: "get", calls: 4, failures: 1)])
            let first = try await store.usage(
                of: scope, from: start, to: start.addingTimeInterval(60), session: nil)
            #expect(first.turns == 1)
            #expect(first.total == line("", 2, failed: 1))
            #expect(
                report.topSessions == [
                    line(one.description, 3, failed: 1), line(two.description, 1),
                ])
            let session = try await store.usage(
                of: scope, from: start, to: start.addingTimeInterval(2 * day), session: two)
            #expect(session.turns == 1 && session.sessions == 1)
            #expect(session.total == line("", 1))
            #expect(session.agents == [line("Debt", 1)])
            #expect(session.tools == [UsageReport.ToolLine(name: "get", calls: 1, failures: 0)])
        }
    }

    @Test func givesASessionsUseToItsUserOnlyAndWhileItIsThere() async throws {
        try await TestDatabase.run { database in
            let conversations = SQLConversationStore(database: database)
            let scope = TenantID.acme.scope
            let session = SessionID()
            try await conversations.commit(scope, turn: turn(session, minute: 0, [entry("Stock", "big")]))
            try await conversations.record(
                scope, usage: [entry("Stock", "big", succeeded: false)], audit: [], session: session, user: .ann,
                answer: nil)
            // Whoever guesses the session's id pays for the attempt, and it is not the session's.
            try await conversations.record(
                scope, usage: [entry("Stock", "big")], audit: [], session: session, user: .bob, answer: nil)
            let store = SQLUsageStore(database: database)
            #expect(try await store.usage(of: session, user: .ann, scope: scope) == line("", 2, failed: 1))
            #expect(try await store.usage(of: session, user: .bob, scope: scope) == line("", 0))
            #expect(try await store.usage(of: session, user: .ann, scope: TenantID.globex.scope) == line("", 0))
            #expect(try await store.usage(of: SessionID(), user: .ann, scope: scope) == line("", 0))
            #expect(try await conversations.delete(scope, session: session, user: .ann))
            #expect(try await store.usage(of: session, user: .ann, scope: scope) == line("", 0))
            let report = try await store.usage(
                of: scope, from: Date(timeIntervalSince1970: 0), to: TurnFixture.start.addingTimeInterval(day),
                session: nil)
            #expect(report.total == line("", 3, failed: 1))
        }
    }

    @Test func reportsNothingOfAnEmptySpan() async throws {
        try await TestDatabase.run { database in
            let report = try await SQLUsageStore(database: database)
                .usage(
                    of: TenantID.acme.scope, from: TurnFixture.start, to: TurnFixture.start.addingTimeInterval(day),
                    session: nil)
            #expect(report.turns == 0)
            #expect(report.total == line("", 0))
            #expect(report.days.isEmpty)
            #expect(report.tools.isEmpty)
        }
    }
}
