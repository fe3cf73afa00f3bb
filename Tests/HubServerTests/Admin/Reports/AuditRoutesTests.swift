import FoundationEssentials
import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct AuditRoutesTests {
    private static func entry(_ tenant: TenantID?) -> StoredAuditEntry {
        StoredAuditEntry(
            id: AuditID(), tenant: tenant, session: nil, user: UserID("anna"),
            entry: AuditEntry(
                action: "agent.create", subject: "AgentDebt", outcome: "ok", detail: ["request_id": "r"], at: Door.date)
        )
    }

    @Test func showsEventsInPages() async throws {
        let entries = [Self.entry(Door.acme), Self.entry(nil)]
        let door = try Door { $0.stores.audit = ScriptedReports(entries: entries) }
        let page = try await door.send(.get, "audit?limit=1", as: .platform)
        #expect(
            page.json == [
                "entries": [
                    [
                        "id": .string(entries[0].id.description), "tenant_id": "acme-corp", "user_id": "anna",
                        "session_id": .null, "action": "agent.create", "subject": "AgentDebt", "outcome": "ok",
                        "detail": ["request_id": "r"], "at": "2026-11-22T08:00:00.000Z",
                    ]
                ],
                "next": .string(entries[0].id.description),
            ])
        let all = try await door.send(.get, "audit", as: .platform)
        #expect(all.json["next"] == .null && all.json["entries"]?.arrayValue?.count == 2)
    }

    @Test func anAdministratorSeesItsTenantsEventsOnly() async throws {
        let reports = ScriptedReports()
        let door = try Door { $0.stores.audit = reports }
        for (person, query) in [
            (Door.Person.own, ""), (.own, "?tenant_id=acme-corp"), (.platform, ""), (.platform, "?tenant_id=rival"),
        ] {
            #expect(try await door.send(.get, "audit" + query, as: person).status == 200)
        }
        #expect(reports.kept.filters.map(\.visibleTo.tenant) == [Door.acme, Door.acme, nil, Door.Person.rival.tenant])
    }

    @Test func narrowsByEveryFilter() async throws {
        let reports = ScriptedReports()
        let session = SessionID()
        let query =
            "?user=anna&action=tool.test&subject=x%20y&session_id=\(session)&from=2026-01-01&to=2026-02-01T00:00:00Z"
        let door = try Door { $0.stores.audit = reports }
        #expect(try await door.send(.get, "audit" + query, as: .own).status == 200)
        #expect(
            reports.kept.filters == [
                AuditFilter(
                    visibleTo: .tenant(Door.scope), user: UserID("anna"), action: "tool.test", subject: "x y",
                    session: session,
                    from: Date(timeIntervalSince1970: 1_767_225_600), to: Date(timeIntervalSince1970: 1_769_904_000))
            ])
    }

    @Test(arguments: ["?session_id=1", "?cursor=x", "?from=now", "?limit=0", "?tenant_id=A!", "?user=", "?who=x"])
    func refusesWhatIsNoFilter(query: String) async throws {
        let answer = try await Door().send(.get, "audit" + query, as: .platform)
        #expect(answer.status == 422 && answer.code == "invalid_query")
    }
}
