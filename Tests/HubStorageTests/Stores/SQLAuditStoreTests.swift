import Foundation
import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLAuditStoreTests {
    private func run(_ body: (SQLAuditStore, any SQLDatabase) async throws -> Void) async throws {
        try await TestDatabase.run(tenants: []) { try await body(SQLAuditStore(database: $0), $0) }
    }

    /// The `number`-th minute's event.
    private func event(_ number: Int, action: String = "token.refused", subject: String = "jwt") -> AuditEntry {
        AuditEntry(
            action: action, subject: subject, outcome: "expired", detail: ["n": .int(number)],
            at: TurnFixture.start.addingTimeInterval(Double(number) * 60))
    }

    @Test func listsTheNewestFirst() async throws {
        try await run { store, _ in
            try await store.append([], user: nil, scope: TenantID.acme.scope)
            try await store.append((0..<5).map { event($0) }, user: .ann, scope: TenantID.acme.scope)
            try await store.append([event(9)], user: nil, scope: TenantID.globex.scope)
            var paged: [StoredAuditEntry] = []
            while true {
                let page = try await store.entries(AuditFilter(visibleTo: .acme), before: paged.last?.id, limit: 2)
                if page.isEmpty { break }
                paged += page
            }
            #expect(paged.map(\.entry.detail) == [4, 3, 2, 1, 0].map { ["n": .int($0)] })
            #expect(paged.allSatisfy { $0.tenant == .acme && $0.user == .ann && $0.session == nil })
            #expect(paged.first?.entry.at == TurnFixture.start.addingTimeInterval(240))
            #expect(paged.first?.entry.outcome == "expired")
        }
    }

    @Test func filters() async throws {
        try await run { store, _ in
            let scope = TenantID.acme.scope
            try await store.append([event(0), event(1, action: "x")], user: .ann, scope: scope)
            try await store.append([event(2, subject: "y"), event(3)], user: .bob, scope: scope)
            func numbers(_ change: (inout AuditFilter) -> Void) async throws -> [Int?] {
                var filter = AuditFilter(visibleTo: .acme)
                change(&filter)
                return try await store.entries(filter, before: nil, limit: 9).map { $0.entry.detail["n"]?.intValue }
            }
            #expect(try await numbers { $0.user = .ann } == [1, 0])
            #expect(try await numbers { $0.action = "x" } == [1])
            #expect(try await numbers { $0.subject = "y" } == [2])
            #expect(try await numbers { $0.session = SessionID() } == [])
            #expect(try await numbers { $0.from = event(1).at } == [3, 2, 1])
            #expect(try await numbers { $0.to = event(1).at } == [0])
            #expect(try await numbers { ($0.from, $0.to) = (event(1).at, event(3).at) } == [2, 1])
            #expect(try await numbers { $0.visibleTo = .globex } == [])
        }
    }

    @Test func showsTheOperatorEverybodysEvents() async throws {
        try await run { store, database in
            try await store.append([event(0)], user: nil, scope: TenantID.acme.scope)
            try await store.append([event(1)], user: nil, scope: TenantID.globex.scope)
            try await SQLToolStore(database: database).create(
                Tool(name: "t", description: "", type: "T"), by: .operator)
            let all = try await store.entries(AuditFilter(visibleTo: .platform), before: nil, limit: 9)
            #expect(Set(all.map(\.tenant)) == [.acme, .globex, nil])
            let own = try #require(all.first { $0.tenant == nil })
            #expect(own.user?.rawValue == "olga")
            #expect(own.entry.action == "tool.create")
            #expect(own.entry.subject == "t")
            #expect(own.entry.outcome == "ok")
            #expect(own.entry.detail["request_id"] == "request-1")
            #expect(own.entry.detail["author_tenant"] == "operations")
            #expect(own.entry.detail["version"] == 1)
            let page = try await store.entries(AuditFilter(visibleTo: .platform), before: all[0].id, limit: 1)
            #expect(page.map(\.id) == [all[1].id])
        }
    }

    @Test func findsTheEventsOfASession() async throws {
        try await TestDatabase.run { database in
            let session = SessionID()
            let turn = TurnFixture.turn(session, audit: [event(0, action: "tool.call")])
            try await SQLConversationStore(database: database).commit(TenantID.acme.scope, turn: turn)
            let filter = AuditFilter(visibleTo: .acme, session: session)
            let found = try await SQLAuditStore(database: database).entries(filter, before: nil, limit: 9)
            #expect(found.map(\.session) == [session])
        }
    }
}
