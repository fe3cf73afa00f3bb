import Foundation
import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLSpendAlertStoreTests {
    /// 2027-01-15, 08:00 UTC.
    private let moment = TurnFixture.start
    private let day = "2027-01-15"
    private let scope = TenantID.acme.scope

    private func spend(_ cost: Int64, minute: Int, of tenant: TenantID = .acme, _ database: any SQLDatabase)
        async throws
    {
        let entry = UsageEntry(
            provider: "openai", model: "m", agent: nil, usage: .zero, costNanodollars: cost, succeeded: true)
        try await SQLConversationStore(database: database).commit(
            tenant.scope, turn: TurnFixture.turn(number: minute, usage: [entry]))
    }

    @Test func sumsOneDayOfOneTenant() async throws {
        try await TestDatabase.run { database in
            // The day is over 16 hours after its turn of minute 0.
            for (cost, minute) in [(1, 0), (10, 959), (100, 960), (1000, -480), (10_000, -482)] {
                try await spend(Int64(cost), minute: minute, database)
            }
            try await spend(100_000, minute: 0, of: .globex, database)
            let store = SQLSpendAlertStore(database: database)
            #expect(
                try await store.spending(of: scope, onDayOf: moment) == DailySpending(day: day, costNanodollars: 1011))
            #expect(
                try await store.spending(of: scope, onDayOf: moment.addingTimeInterval(86_400))
                    == DailySpending(day: "2027-01-16", costNanodollars: 100))
        }
    }

    @Test func raisesADaysAlertOnceAndWithItsEvent() async throws {
        try await TestDatabase.run { database in
            let store = SQLSpendAlertStore(database: database)
            try await spend(1_999_999_999, minute: 0, database)
            let now = moment.addingTimeInterval(300)
            #expect(try await !store.raise(2_000_000_000, of: scope, onDayOf: moment, now: now))
            #expect(try await database.audited(.acme) == [])
            try await spend(1, minute: 1, database)
            #expect(try await store.raise(2_000_000_000, of: scope, onDayOf: moment, now: now))
            // Not again, whatever the threshold has come to be.
            for threshold in [2_000_000_000, 1, 1_000_000_000] as [Int64] {
                #expect(try await !store.raise(threshold, of: scope, onDayOf: moment, now: now.addingTimeInterval(9)))
            }
            #expect(
                try await store.spending(of: scope, onDayOf: moment)
                    == DailySpending(day: day, costNanodollars: 2_000_000_000, reachedAt: now))
            let events = try await SQLAuditStore(database: database)
                .entries(AuditFilter(visibleTo: .acme, action: "spend.threshold"), before: nil, limit: 9)
            #expect(events.map(\.entry.subject) == [day])
            #expect(events.map(\.entry.outcome) == ["reached"])
            #expect(
                events.map(\.entry.detail) == [["threshold_usd": "2.000000000", "cost_usd": "2.000000000"]])
            #expect(events.map(\.entry.at) == [now])
            #expect(events.map(\.user) == [nil])
            // Another day and another tenant have their own.
            #expect(
                try await store.spending(of: scope, onDayOf: moment.addingTimeInterval(86_400)).reachedAt == nil)
            #expect(try await store.spending(of: TenantID.globex.scope, onDayOf: moment).reachedAt == nil)
        }
    }

    @Test func oneOfManyWorkersRaisesIt() async throws {
        try await TestDatabase.run { database in
            try await spend(5, minute: 0, database)
            let raised = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask { [scope, moment] in
                        try await SQLSpendAlertStore(database: database)
                            .raise(5, of: scope, onDayOf: moment, now: moment)
                    }
                }
                return try await group.reduce(into: 0) { count, isRaised in count += isRaised ? 1 : 0 }
            }
            #expect(raised == 1)
            #expect(try await database.audited(.acme) == ["spend.threshold"])
        }
    }

    @Test func namesTheTenantsThatHaveAThreshold() async throws {
        try await TestDatabase.run { database in
            let (store, tenants) = (SQLSpendAlertStore(database: database), SQLTenantStore(database: database))
            #expect(try await store.thresholds() == [:])
            var acme = try #require(try await tenants.tenant(.acme))
            acme.settings.dailySpendAlert = 999_999_999_999_999_999
            acme = try await tenants.update(acme, by: .operator)
            #expect(try await tenants.tenant(.acme) == acme)
            #expect(try await store.thresholds() == [scope: 999_999_999_999_999_999])
            acme.settings.dailySpendAlert = nil
            acme.name = "\"daily_spend_alert\":1"
            _ = try await tenants.update(acme, by: .operator)
            #expect(try await store.thresholds() == [:])
        }
    }
}
