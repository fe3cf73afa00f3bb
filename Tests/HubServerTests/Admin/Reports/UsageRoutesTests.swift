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
                name: name, modelCalls: 3, failedModelCalls: 1, usage: TokenUsage(inputTokens: 10, outputTokens: 20),
                costNanodollars: 12_000_000_001)
        }
        let report = UsageReport(
            turns: 4, sessions: 3, users: 2, total: line(""), days: [line("2026-11-21")], agents: [line("AgentDebt")],
            models: [line("m")], tools: [UsageReport.ToolLine(name: "t", calls: 5, failures: 1)])
        let door = try Door { $0.stores.usage = ScriptedReports(report: report) }
        let answer = try await door.send(.get, Self.path, as: .own)
        #expect(answer.status == 200)
        let sums: JSONObject = [
            "model_calls": 3, "failed_model_calls": 1, "input_tokens": 10, "output_tokens": 20,
            "cost_usd": "12.000000001",
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
                "tools": [["name": "t", "calls": 5, "failures": 1]],
            ])
    }

    @Test(arguments: [Door.Person.own, .platform])
    func asksForTheRangeThatIsNamed(person: Door.Person) async throws {
        let reports = ScriptedReports()
        let door = try Door { $0.stores.usage = reports }
        let query = "?from=2025-01-01&to=2025-01-31T12:00:00%2B07:00"
        #expect(try await door.send(.get, Self.path + query, as: person).status == 200)
        let range = try #require(reports.kept.ranges.first)
        #expect(range.scope == Door.scope)
        #expect(range.from.timeIntervalSince1970 == 1_735_689_600)
        #expect(range.to.timeIntervalSince1970 == 1_738_299_600)
    }

    @Test(arguments: [
        "?from=yesterday", "?from=2026-11-22&to=2026-11-22", "?from=2025-01-01&to=2026-01-03", "?from=2027-01-01",
        "?since=2026-01-01", "?from=2026-13-01",
    ])
    func refusesOtherRanges(query: String) async throws {
        let answer = try await Door().send(.get, Self.path + query, as: .own)
        #expect(answer.status == 422 && answer.code == "invalid_query")
    }

    @Test(arguments: [(0, "0.000000000"), (1, "0.000000001"), (1_500_000_000, "1.500000000")] as [(Int64, String)])
    func moneyIsExact(nanodollars: Int64, text: String) { #expect(UsageBody.dollars(nanodollars) == text) }
}
