import FoundationEssentials
import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct UsageRoutesTests {
    private static let path = "tenants/acme-corp/metrics"

    @Test func showsExactSums() async throws {
        func line(_ name: String) -> UsageReport.Line {
            UsageReport.Line(
                name: name, modelCalls: 3, failedModelCalls: 1, estimatedModelCalls: 2,
                usage: TokenUsage(inputTokens: 10, outputTokens: 20, cachedInputTokens: 4),
                costNanodollars: 12_000_000_001)
        }
        let report = UsageReport(
            turns: 4, sessions: 3, users: 2, total: line(""), days: [line("2026-11-21")], agents: [line("AgentDebt")],
            models: [line("m")], topSessions: [line("s")],
            tools: [UsageReport.ToolLine(name: "t", calls: 5, failures: 1)])
        let spent = DailySpending(day: "2026-11-22", costNanodollars: 7_000_000_005, reachedAt: Door.date)
        let reports = ScriptedReports(report: report, spent: spent)
        let settings = TenantSettings(dailySpendAlert: 7_500_000_000)
        let door = try Door {
            $0.stores.tenants = ScriptedTenants([Tenant(id: Door.acme, name: "Acme", settings: settings)])
            $0.stores.usage = reports
            $0.stores.spending = reports
        }
        let answer = try await door.send(.get, Self.path, as: .own)
        #expect(answer.status == 200)
        let sums: JSONObject = [
            "model_calls": 3, "failed_model_calls": 1, "estimated_model_calls": 2, "input_tokens": 10,
            "output_tokens": 20, "cached_input_tokens": 4, "cost_usd": "12.000000001",
        ]
        func named(_ key: String, _ name: String) -> JSONValue {
            var members = sums
            members[key] = .string(name)
            return [.object(members)]
        }
        #expect(
            answer.json == [
                "from": "2026-10-23T08:00:00.000Z", "to": "2026-11-22T08:00:00.000Z", "turns": 4, "sessions": 3,
                "users": 2, "total": .object(sums), "days": named("day", "2026-11-21"),
                "agents": named("name", "AgentDebt"), "models": named("name", "m"),
                "top_sessions": named("session_id", "s"),
                "tools": [["name": "t", "calls": 5, "failures": 1]],
                "spend": [
                    "day": "2026-11-22", "cost_usd": "7.000000005", "threshold_usd": "7.500000000",
                    "reached_at": "2026-11-22T08:00:00.000Z",
                ],
            ])
        #expect(reports.kept.spendingDays == [Door.date])
    }

    @Test(arguments: [Door.Person.own, .platform])
    func asksForTheRangeThatIsNamed(person: Door.Person) async throws {
        let reports = ScriptedReports()
        let door = try Door {
            $0.stores.usage = reports
            $0.stores.spending = reports
        }
        let session = SessionID()
        let query = "?from=2025-01-01&to=2025-01-31T12:00:00%2B07:00&session_id=\(session)"
        #expect(try await door.send(.get, Self.path + query, as: person).status == 200)
        let range = try #require(reports.kept.ranges.first)
        #expect(range.scope == Door.scope && range.session == session)
        #expect(range.from.timeIntervalSince1970 == 1_735_689_600)
        #expect(range.to.timeIntervalSince1970 == 1_738_299_600)
    }

    @Test(arguments: [
        "?from=yesterday", "?from=2026-11-22&to=2026-11-22", "?from=2025-01-01&to=2026-01-03", "?from=2027-01-01",
        "?since=2026-01-01", "?from=2026-13-01", "?session_id=s",
    ])
    func refusesOtherRanges(query: String) async throws {
        let answer = try await Door().send(.get, Self.path + query, as: .own)
        #expect(answer.status == 422 && answer.code == "invalid_query")
    }
}
