import Foundation
import HubCore
import Synchronization
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLPluginReleaseStoreTests {
    private static let erp = "com.example.erp"

    private func release(_ digit: Character, of plugin: String = erp, version: String = "1.0.0") -> PluginRelease {
        PluginRelease(
            plugin: plugin, version: version, digest: String(repeating: digit, count: 64),
            types: ["ERP_DEBT", "ERP_STOCK"], bytes: 3_000_000_000)
    }

    private func route(_ digit: Character?, before: Character? = nil, for tenant: TenantID? = nil) -> PluginRoute {
        PluginRoute(
            plugin: Self.erp, tenant: tenant, digest: digit.map { String(repeating: $0, count: 64) },
            previous: before.map { String(repeating: $0, count: 64) })
    }

    private func audit(_ action: String, _ database: any SQLDatabase) async throws -> [StoredAuditEntry] {
        try await SQLAuditStore(database: database).entries(
            AuditFilter(visibleTo: .platform, action: action), before: nil, limit: 100)
    }

    @Test func writesAReleaseDownOnceWithItsAuthor() async throws {
        try await TestDatabase.run { database in
            let store = SQLPluginReleaseStore(database: database)
            let version = try await database.version()
            let before = Date().addingTimeInterval(-1)
            for digit: Character in ["a", "b"] {
                try await store.add(release(digit), by: .operator)
                try await store.add(release(digit, version: "another word"), by: .operator)
            }
            let stored = try await store.releases()
            #expect(stored.map(\.release) == [release("b"), release("a")])
            #expect(stored.allSatisfy { $0.installedBy.rawValue == "olga" && $0.installedAt > before })
            let events = try await audit("plugin.install", database)
            #expect(events.map(\.entry.subject) == [Self.erp, Self.erp] && events.allSatisfy { $0.tenant == nil })
            #expect(events.last?.entry.detail["digest"]?.stringValue == release("a").digest)
            #expect(events.last?.entry.detail["author_tenant"] == "operations" && events.last?.user?.rawValue == "olga")
            // Nobody's answers change by it.
            #expect(try await database.version() == version)
        }
    }

    @Test func oneOfManyWorkersWritesItDown() async throws {
        try await TestDatabase.run { database in
            try await withThrowingDiscardingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask { [release = release("a")] in
                        try await SQLPluginReleaseStore(database: database).add(release, by: .operator)
                    }
                }
            }
            #expect(try await SQLPluginReleaseStore(database: database).releases().count == 1)
            #expect(try await database.audited() == ["plugin.install"])
        }
    }

    @Test func setsRoutesInTheirPlaceAndTellsEverybody() async throws {
        try await TestDatabase.run { database in
            let store = SQLPluginReleaseStore(database: database)
            for digit: Character in ["a", "b"] { try await store.add(release(digit), by: .operator) }
            #expect(try await store.routes() == [])
            let version = try await database.version()
            try await store.set([route("a"), route("a", for: .acme)], reason: "activate", by: .operator)
            #expect(try await database.version() == version + 1)
            try await store.set(
                [route("b", before: "a", for: .acme), route(nil, before: "b", for: .globex)], reason: "rollback",
                by: .system)
            #expect(
                try await store.routes() == [
                    route("a"), route("b", before: "a", for: .acme), route(nil, before: "b", for: .globex),
                ])
            #expect(try await database.version() == version + 2)
            let events = try await audit("plugin.route", database)
            #expect(events.map { $0.entry.detail["reason"] } == ["rollback", "activate"])
            #expect(events.map(\.user?.rawValue) == ["system", "olga"])
            #expect(
                events.first?.entry.detail["routes"] == [
                    [
                        "tenant": "acme", "digest": .string(release("b").digest),
                        "previous": .string(release("a").digest),
                    ], ["tenant": "globex", "digest": .null, "previous": .string(release("b").digest)],
                ])
            // Nothing to set is no change.
            try await store.set([], reason: "none", by: .operator)
            #expect(try await database.version() == version + 2)
        }
    }

    @Test func aRouteNamesAReleaseThatIsThere() async throws {
        try await TestDatabase.run { database in
            let store = SQLPluginReleaseStore(database: database)
            try await store.add(release("a"), by: .operator)
            try await store.add(release("b", of: "com.example.other"), by: .operator)
            let version = try await database.version()
            for routes in [[route("a", for: .acme), route("b")], [route("a", before: "b")]] {
                await #expect(throws: ConfigurationStoreError.self) {
                    try await store.set(routes, reason: "activate", by: .operator)
                }
            }
            #expect(try await store.routes() == [])
            #expect(try await database.version() == version)
            #expect(try await audit("plugin.route", database).isEmpty)
        }
    }

    @Test func incidentsArePlatformsAndHaveTheServerAsTheirAuthor() async throws {
        try await TestDatabase.run { database in
            let store = SQLPluginReleaseStore(database: database)
            let kinds: [(PluginIncident.Kind, String)] = [
                (.crashed("SIGSEGV"), "plugin.crash"), (.killed("It did not answer."), "plugin.kill"),
                (.quarantined("It crashed 5 times."), "plugin.quarantine"),
                (.toolShutOut("the tool t"), "plugin.quarantine_tool"),
            ]
            for (kind, _) in kinds {
                try await store.note(PluginIncident(plugin: Self.erp, version: "2", digest: "d", kind: kind))
            }
            #expect(Set(try await database.audited()) == Set(kinds.map(\.1)))
            let crash = try #require(try await audit("plugin.crash", database).first)
            #expect(crash.tenant == nil && crash.user?.rawValue == "system" && crash.entry.subject == Self.erp)
            #expect(crash.entry.outcome == "error")
            #expect(
                crash.entry.detail == ["plugin": .string(Self.erp), "version": "2", "digest": "d", "reason": "SIGSEGV"])
            #expect(try await audit("plugin.kill", database).first?.entry.detail["reason"] == "It did not answer.")
        }
    }

    @Test func aCrashLoopDoesNotFillTheLog() async throws {
        try await TestDatabase.run { database in
            let clock = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
            let store = SQLPluginReleaseStore(database: database) { clock.withLock { $0 } }
            func crash(of plugin: String = Self.erp) async throws {
                try await store.note(
                    PluginIncident(plugin: plugin, version: "2", digest: "d", kind: .crashed("SIGABRT")))
            }
            for _ in 0..<50 { try await crash() }
            #expect(try await audit("plugin.crash", database).count == 5)
            // Others, and other news of the same, are not kept back by it.
            try await crash(of: "com.example.other")
            try await store.note(PluginIncident(plugin: Self.erp, version: "2", digest: "d", kind: .quarantined("q")))
            #expect(try await database.audited().count == 7)
            clock.withLock { $0 += 60 }
            for _ in 0..<2 { try await crash() }
            let events = try await audit("plugin.crash", database).filter { $0.entry.subject == Self.erp }
            #expect(events.count == 7)
            #expect(events.compactMap { $0.entry.detail["left_out"]?.intValue } == [45])
        }
    }
}
