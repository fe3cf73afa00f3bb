import FoundationEssentials
import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct SessionRoutesTests {
    /// One session, which is whoever's asks for it.
    private struct OneSession: ConversationStore {
        let session: Session
        var said: [Message] = []

        func session(_ scope: TenantScope, id: SessionID, user: UserID) async throws -> Session? {
            id == session.id ? session : nil
        }

        func window(_ scope: TenantScope, session: SessionID, user: UserID, limit: Int, by deadline: Deadline)
            async throws -> SessionLookup
        { throw Unexpected() }
        func commit(_ scope: TenantScope, turn: TurnRecord) async throws { throw Unexpected() }
        func record(
            _ scope: TenantScope, usage: [UsageEntry], audit: [AuditEntry], session: SessionID, user: UserID,
            answer: MessageID?
        ) async throws { throw Unexpected() }
        func sessions(_ scope: TenantScope, user: UserID, before: SessionID?, limit: Int) async throws -> [Session] {
            throw Unexpected()
        }
        func messages(_ scope: TenantScope, session: SessionID, user: UserID, after: MessageID?, limit: Int)
            async throws -> [Message]?
        { session == self.session.id ? said : nil }
        func delete(_ scope: TenantScope, session: SessionID, user: UserID) async throws -> Bool { throw Unexpected() }
    }

    @Test func aSessionSaysWhatItCost() async throws {
        let user = try #require(UserID("anna"))
        let session = Session(
            id: SessionID(), user: user, createdAt: Door.date, updatedAt: Door.date, messageCount: 4, lastAgent: nil)
        let line = UsageReport.Line(
            name: "", modelCalls: 5, failedModelCalls: 1, estimatedModelCalls: 2,
            usage: TokenUsage(inputTokens: 100, outputTokens: 20, cachedInputTokens: 64), costNanodollars: 1_000_000_007
        )
        let reports = ScriptedReports(
            report: UsageReport(
                turns: 0, sessions: 0, users: 0, total: line, days: [], agents: [], models: [], tools: []))
        let house = try House(conversations: OneSession(session: session), usage: reports)
        let answer = try await house.send(.get, "/api/acme-corp/sessions/\(session.id)", as: .user)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(
            answer.json?["usage"] == [
                "model_calls": 5, "failed_model_calls": 1, "estimated_model_calls": 2, "input_tokens": 100,
                "output_tokens": 20, "cached_input_tokens": 64, "cost_usd": "1.000000007",
            ])
        #expect(answer.json?["message_count"] == 4)
        let asked = try #require(reports.kept.sessions.first)
        #expect(asked.session == session.id && asked.user == user && asked.scope == Door.scope)
        // Whose session is not there is told nothing of its cost.
        let missing = try await house.send(.get, "/api/acme-corp/sessions/\(SessionID())", as: .user)
        #expect(missing.status == 404 && reports.kept.sessions.count == 1)
    }

    @Test func aMessageShowsTheFilesThatCameWithIt() async throws {
        let user = try #require(UserID("anna"))
        let session = Session(
            id: SessionID(), user: user, createdAt: Door.date, updatedAt: Door.date, messageCount: 2, lastAgent: nil)
        let file = FileAttachment(id: FileID(), name: "hoá đơn.pdf", mediaType: .pdf, size: 48_213)
        let said = [
            Message(role: .user, text: "What is the total?", attachments: [file]),
            Message(role: .assistant, text: "15,432.50"),
        ]
        let house = try House(conversations: OneSession(session: session, said: said))
        let answer = try await house.send(.get, "/api/acme-corp/sessions/\(session.id)/messages", as: .user)
        #expect(answer.status == 200)
        #expect(
            answer.json?["messages"]?.arrayValue?.map { $0["attachments"] } == [
                [
                    [
                        "id": .string(file.id.description), "name": "hoá đơn.pdf", "media_type": "application/pdf",
                        "size": 48_213,
                    ]
                ], [],
            ])
    }
}
