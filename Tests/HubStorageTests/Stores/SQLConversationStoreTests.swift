import Foundation
import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLConversationStoreTests {
    private let scope = TenantID.acme.scope

    private func run(_ body: (SQLConversationStore, any SQLDatabase) async throws -> Void) async throws {
        try await TestDatabase.run { try await body(SQLConversationStore(database: $0), $0) }
    }

    private func window(
        _ store: SQLConversationStore, _ session: SessionID, user: UserID = .ann, limit: Int = 10
    ) async throws -> ConversationWindow? {
        switch try await store.window(scope, session: session, user: user, limit: limit, by: .never) {
        case .existing(let window): window
        case .new, .foreign: nil
        }
    }

    private func isForeign(_ lookup: SessionLookup) -> Bool {
        if case .foreign = lookup { true } else { false }
    }

    @Test func knowsNothingOfAFreshSession() async throws {
        try await run { store, database in
            let version = try await database.version(of: .acme)
            guard
                case .new(version) = try await store.window(
                    scope, session: SessionID(), user: .ann, limit: 10, by: .never)
            else {
                Issue.record("a fresh id must be new")
                return
            }
        }
    }

    @Test func givesTheLastMessagesOfASessionAndItsState() async throws {
        try await run { store, database in
            let session = SessionID()
            let entities = [
                Entity(name: "sku", value: "A-1"), Entity(name: "rows", value: try JSONValue(parsing: "[1,2.50]")),
            ]
            for number in 0..<6 {
                try await store.commit(
                    scope,
                    turn: TurnFixture.turn(
                        session, number: number, agent: number == 5 ? nil : "Agent\(number)", entities: entities))
            }
            let window = try #require(try await window(store, session, limit: 5))
            #expect(window.messages.map(\.text) == ["answer 3", "question 4", "answer 4", "question 5", "answer 5"])
            #expect(window.messages.map(\.role) == [.assistant, .user, .assistant, .user, .assistant])
            #expect(window.messages.map(\.agent) == ["Agent3", nil, "Agent4", nil, nil])
            #expect(window.messages[0].entities == entities)
            #expect(window.messages[0].entities[1].value.text == "[1,2.50]")
            #expect(window.messages[1].entities.isEmpty)
            #expect(window.messages.map(\.reply) == [nil, nil, nil, nil, ["text": "answer 5"]])
            #expect(window.messages[1].createdAt == TurnFixture.start.addingTimeInterval(240))
            #expect(window.entities == entities)
            // A turn without an agent (a clarification) leaves the last one in place.
            #expect(window.lastAgent == "Agent4")
            #expect(window.configurationVersion == (try await database.version(of: .acme)))
            #expect(try await self.window(store, session, limit: 100)?.messages.count == 12)
            #expect(try await self.window(store, session, limit: 0)?.messages.isEmpty == true)
        }
    }

    @Test func keepsWhatAMessageBrings() async throws {
        try await run { store, _ in
            let session = SessionID()
            let attachments = [
                FileAttachment(id: FileID(), name: "Hóa \"đơn\".pdf", mediaType: .pdf, size: 5_000_000_000),
                FileAttachment(id: FileID(), name: "a.png", mediaType: .png, size: 0),
            ]
            var turn = TurnFixture.turn(session)
            turn.question.attachments = attachments
            try await store.commit(scope, turn: turn)
            #expect(try await window(store, session)?.messages.map(\.attachments) == [attachments, []])
            let page = try await store.messages(scope, session: session, user: .ann, after: nil, limit: 1)
            #expect(page?.map(\.attachments) == [attachments])
            let next = try await store.messages(
                scope, session: session, user: .ann, after: turn.question.id, limit: 1)
            #expect(next?.map(\.attachments) == [[]])
        }
    }

    @Test func showsASessionToNobodyElse() async throws {
        try await run { store, _ in
            let session = SessionID()
            try await store.commit(scope, turn: TurnFixture.turn(session))
            #expect(isForeign(try await store.window(scope, session: session, user: .bob, limit: 10, by: .never)))
            #expect(try await store.session(scope, id: session, user: .bob) == nil)
            #expect(try await store.messages(scope, session: session, user: .bob, after: nil, limit: 10) == nil)
            #expect(try await store.sessions(scope, user: .bob, before: nil, limit: 10).isEmpty)
            #expect(try await store.delete(scope, session: session, user: .bob) == false)
            #expect(try await window(store, session)?.messages.count == 2)
        }
    }

    @Test func keepsTenantsApartEvenWithEqualIDs() async throws {
        try await run { store, _ in
            let session = SessionID()
            let other = TenantID.globex.scope
            try await store.commit(scope, turn: TurnFixture.turn(session))
            guard case .new = try await store.window(other, session: session, user: .ann, limit: 10, by: .never) else {
                Issue.record("another tenant's session must look free")
                return
            }
            #expect(try await store.session(other, id: session, user: .ann) == nil)
            #expect(try await store.messages(other, session: session, user: .ann, after: nil, limit: 10) == nil)
            #expect(try await store.sessions(other, user: .ann, before: nil, limit: 10).isEmpty)
            #expect(try await store.delete(other, session: session, user: .ann) == false)
            try await store.commit(other, turn: TurnFixture.turn(session, user: .bob, number: 7))
            #expect(try await window(store, session)?.messages.map(\.text) == ["question 0", "answer 0"])
            #expect(
                try await store.messages(other, session: session, user: .bob, after: nil, limit: 10)?.map(\.text)
                    == ["question 7", "answer 7"])
        }
    }

    @Test func refusesATurnInASessionThatAnotherUserTook() async throws {
        try await run { store, database in
            let session = SessionID()
            try await store.commit(scope, turn: TurnFixture.turn(session, user: .bob))
            await #expect(throws: ConversationStoreError.sessionTaken) {
                try await store.commit(scope, turn: TurnFixture.turn(session, user: .ann, usage: [TurnFixture.usage]))
            }
            #expect(try await store.session(scope, id: session, user: .bob)?.messageCount == 2)
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM messages")) == 2)
            // The model was paid all the same.
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM usage_ledger")) == 1)
        }
    }

    @Test func givesARacedSessionToOneUserOnly() async throws {
        try await run { store, _ in
            let session = SessionID()
            let winners = await withTaskGroup(of: UserID?.self) { group in
                for user in [UserID.ann, .bob] {
                    group.addTask {
                        do {
                            try await store.commit(TenantID.acme.scope, turn: TurnFixture.turn(session, user: user))
                            return user
                        } catch { return nil }
                    }
                }
                return await group.reduce(into: [UserID]()) { if let user = $1 { $0.append(user) } }
            }
            #expect(winners.count == 1)
            let messages = try await store.messages(scope, session: session, user: winners[0], after: nil, limit: 9)
            #expect(messages?.count == 2)
        }
    }

    @Test func writesATurnWhollyOrNotAtAll() async throws {
        try await run { store, database in
            let session = SessionID()
            var turn = TurnFixture.turn(session, usage: [TurnFixture.usage])
            turn.answer.text = "a\u{0}b"
            await #expect(throws: SQLError.invalidText(statement: 2)) { try await store.commit(scope, turn: turn) }
            let found = try await store.session(scope, id: session, user: .ann)
            #expect(found == nil)
            let spent = try await database.count(SQLStatement("SELECT count(*) FROM usage_ledger"))
            #expect(spent == 0)
        }
    }

    @Test func booksWhatATurnSpentOnceOnly() async throws {
        try await run { store, _ in
            let session = SessionID()
            let turn = TurnFixture.turn(session, usage: [TurnFixture.usage])
            try await store.commit(scope, turn: turn)
            await #expect(throws: SQLError.violation(.unique, statement: 3)) {
                try await store.commit(scope, turn: turn)
            }
            #expect(try await store.session(scope, id: session, user: .ann)?.messageCount == 2)
        }
    }

    @Test func writesLedgerAndAuditLog() async throws {
        try await run { store, database in
            let session = SessionID()
            let audit = AuditEntry(
                action: "tool.invoke", subject: "get_stock", outcome: "ok", detail: ["ms": 12], at: TurnFixture.start)
            let turn = TurnFixture.turn(session, usage: [TurnFixture.usage, TurnFixture.usage], audit: [audit])
            try await store.commit(scope, turn: turn)
            let usage = try await database.read(
                as: .platform,
                SQLStatement(
                    """
                    SELECT tenant_id, message_id, position, session_id, user_id, provider, model, agent, input_tokens,
                        output_tokens, cost_nanodollars, succeeded FROM usage_ledger ORDER BY position
                    """))
            #expect(usage.count == 2)
            #expect(
                usage[1].values == [
                    "acme", .id(turn.answer.id), .integer(1), .id(session), "ann", "openai", "gpt", "Stock",
                    .integer(10), .integer(2), .integer(1234), .integer(1),
                ])
            let log = try await database.read(
                as: .platform,
                SQLStatement(
                    "SELECT tenant_id, session_id, user_id, action, subject, outcome, detail, created_at FROM audit_log WHERE session_id IS NOT NULL"
                ))
            #expect(
                log.map(\.values) == [
                    [
                        "acme", .id(session), "ann", "tool.invoke", "get_stock", "ok", #"{"ms":12}"#,
                        .integer(1_800_000_000_000_000),
                    ]
                ])
        }
    }

    @Test func recordsWhatATurnWithoutAnAnswerUsed() async throws {
        try await run { store, database in
            let entry = AuditEntry(action: "tool.call", subject: "get_stock", outcome: "ok")
            let session = SessionID()
            for _ in 1...2 {
                try await store.record(
                    scope, usage: [TurnFixture.usage, TurnFixture.usage], audit: [entry], session: session, user: .ann,
                    answer: nil)
            }
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM usage_ledger")) == 4)
            let recorded = SQLStatement("SELECT count(*) FROM audit_log WHERE action = 'tool.call'")
            #expect(try await database.count(recorded) == 2)
            #expect(try await store.session(scope, id: session, user: .ann) == nil)
        }
    }

    /// Nobody knows whether the commit came through, and what was spent stands in the ledger once in either case.
    @Test(arguments: [false, true]) func recordsWhatACommitMayHaveWrittenOnce(isWritten: Bool) async throws {
        try await run { store, database in
            let session = SessionID()
            var turn = TurnFixture.turn(session)
            turn.usage = [TurnFixture.usage, TurnFixture.usage]
            if isWritten { try await store.commit(scope, turn: turn) }
            for _ in 1...2 {
                try await store.record(
                    scope, usage: turn.usage, audit: [], session: session, user: .ann, answer: turn.answer.id)
            }
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM usage_ledger")) == 2)
            let answered = SQLStatement("SELECT CAST(SUM(answered) AS BIGINT) FROM usage_ledger")
            #expect(try await database.count(answered) == (isWritten ? 2 : 0))
            if isWritten {
                let sums = try await SQLUsageStore(database: database).usage(of: session, user: .ann, scope: scope)
                #expect(sums.modelCalls == 2)
            }
        }
    }

    @Test func listsAUsersSessionsTheLastUsedFirst() async throws {
        try await run { store, _ in
            let sessions = (0..<5).map { _ in SessionID() }
            for (number, session) in sessions.enumerated() {
                try await store.commit(scope, turn: TurnFixture.turn(session, number: number))
            }
            try await store.commit(scope, turn: TurnFixture.turn(sessions[0], number: 9, agent: "Last"))
            try await store.commit(scope, turn: TurnFixture.turn(user: .bob))
            let order = [sessions[0], sessions[4], sessions[3], sessions[2], sessions[1]]
            #expect(try await store.sessions(scope, user: .ann, before: nil, limit: 10).map(\.id) == order)
            var paged: [SessionID] = []
            while true {
                let page = try await store.sessions(scope, user: .ann, before: paged.last, limit: 2).map(\.id)
                if page.isEmpty { break }
                paged += page
            }
            #expect(paged == order)
            let first = try #require(try await store.session(scope, id: sessions[0], user: .ann))
            #expect(first.user == .ann)
            #expect(first.messageCount == 4)
            #expect(first.lastAgent == "Last")
            #expect(first.createdAt == TurnFixture.start)
            #expect(first.updatedAt == TurnFixture.start.addingTimeInterval(541))
        }
    }

    @Test func pagesMessagesWithTheirReplies() async throws {
        try await run { store, _ in
            let session = SessionID()
            for number in 0..<3 { try await store.commit(scope, turn: TurnFixture.turn(session, number: number)) }
            var paged: [Message] = []
            while true {
                let page = try #require(
                    try await store.messages(scope, session: session, user: .ann, after: paged.last?.id, limit: 4))
                if page.isEmpty { break }
                paged += page
            }
            #expect(
                paged.map(\.text) == ["question 0", "answer 0", "question 1", "answer 1", "question 2", "answer 2"])
            #expect(paged[1].reply == ["text": "answer 0"])
            #expect(paged[0].reply == nil)
            let nowhere = try await store.messages(scope, session: session, user: .ann, after: MessageID(), limit: 4)
            #expect(nowhere?.isEmpty == true)
        }
    }

    /// Two workers answer one session at the same moment: the one whose ids are older commits last.
    @Test func pagesByTheOrderOfMessagesWhateverTheirIDs() async throws {
        try await run { store, _ in
            let session = SessionID()
            for number in [3, 0, 2, 1, 9, 5, 8, 4, 7, 6] {
                try await store.commit(scope, turn: TurnFixture.turn(session, number: number))
            }
            let all = try #require(
                try await store.messages(scope, session: session, user: .ann, after: nil, limit: 99))
            #expect(all.count == 20)
            for (index, message) in all.enumerated() {
                let page = try await store.messages(scope, session: session, user: .ann, after: message.id, limit: 3)
                #expect(page?.map(\.id) == all[(index + 1)...].prefix(3).map(\.id))
            }
        }
    }

    @Test func erasesADeletedSessionsTextAndKeepsTheLedger() async throws {
        try await run { store, database in
            let session = SessionID()
            let turn = TurnFixture.turn(
                session, entities: [Entity(name: "sku", value: "A-1")], usage: [TurnFixture.usage])
            try await store.commit(scope, turn: turn)
            let kept = SessionID()
            try await store.commit(scope, turn: TurnFixture.turn(kept))
            #expect(try await store.delete(scope, session: session, user: .ann))
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM messages")) == 2)
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM usage_ledger")) == 1)
            #expect(
                try await database.count(SQLStatement("SELECT count(*) FROM sessions WHERE entities <> '[]'")) == 0)
            #expect(try await store.session(scope, id: session, user: .ann) == nil)
            #expect(try await store.messages(scope, session: session, user: .ann, after: nil, limit: 9) == nil)
            #expect(try await store.sessions(scope, user: .ann, before: nil, limit: 9).map(\.id) == [kept])
            #expect(isForeign(try await store.window(scope, session: session, user: .ann, limit: 9, by: .never)))
            #expect(try await store.delete(scope, session: session, user: .ann) == false)
        }
    }

    @Test func refusesATurnInASessionThatWasDeletedMeanwhile() async throws {
        try await run { store, database in
            let session = SessionID()
            try await store.commit(scope, turn: TurnFixture.turn(session))
            #expect(try await store.delete(scope, session: session, user: .ann))
            await #expect(throws: ConversationStoreError.sessionTaken) {
                try await store.commit(scope, turn: TurnFixture.turn(session, number: 1))
            }
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM messages")) == 0)
        }
    }

    @Test func refusesTurnsOfATenantThatIsNotThere() async throws {
        try await TestDatabase.run(tenants: []) { database in
            await #expect(throws: SQLError.violation(.foreignKey, statement: 0)) {
                try await SQLConversationStore(database: database).commit(scope, turn: TurnFixture.turn())
            }
        }
    }

    @Test func storesAHundredTurnsAtOnceAndLosesNone() async throws {
        try await run { store, database in
            let sessions = (0..<100).map { _ in SessionID() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, session) in sessions.enumerated() {
                    group.addTask {
                        let turn = TurnFixture.turn(session, number: number, usage: [TurnFixture.usage])
                        try await store.commit(TenantID.acme.scope, turn: turn)
                        // What was acknowledged is there at once.
                        let lookup = try await store.window(
                            TenantID.acme.scope, session: session, user: .ann, limit: 10, by: .never)
                        guard case .existing(let window) = lookup, window.messages.count == 2 else {
                            throw SQLError.damaged
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM messages")) == 200)
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM usage_ledger")) == 100)
        }
    }

    @Test func countsMessagesOfASessionWithoutAGapUnderConcurrency() async throws {
        try await run { store, database in
            let session = SessionID()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        try await store.commit(TenantID.acme.scope, turn: TurnFixture.turn(session, number: number))
                    }
                }
                try await group.waitForAll()
            }
            let rows = try await database.read(
                as: .platform, SQLStatement("SELECT position FROM messages ORDER BY position"))
            #expect(rows.map(\.values) == (1...40).map { [.integer($0)] })
        }
    }

    private let key = IdempotencyHold(
        IdempotencyKey(scope: TenantID.acme.scope, user: .ann, key: "k"), fence: "one")

    private func claim(_ database: any SQLDatabase, lease: Duration = .seconds(3600)) async throws -> IdempotencyClaim {
        try await SQLIdempotencyStore(database: database).claim(key, fingerprint: "f", lease: lease)
    }

    @Test func keepsTheAnswerOfAClaimedKeyForADay() async throws {
        try await run { store, database in
            #expect(try await claim(database) == .claimed)
            var turn = TurnFixture.turn()
            turn.idempotency = key
            try await store.commit(scope, turn: turn)
            let answer = IdempotentAnswer(status: 200, body: #"{"text":"answer 0"}"#)
            #expect(try await claim(database) == .answered(answer))
            // A day by the database's own clock, whatever the worker's says: the turn's is years away.
            let day = SQLStatement(
                """
                SELECT count(*) FROM idempotency_keys
                WHERE expires_at - CAST(date_part('epoch', clock_timestamp()) * 1000000 AS BIGINT)
                    BETWEEN 86000000000 AND 86400000000
                """)
            #expect(try await database.count(day) == 1)
        }
    }

    @Test func keepsNoAnswerOfATurnThatWasNotStored() async throws {
        try await run { store, database in
            let session = SessionID()
            try await store.commit(scope, turn: TurnFixture.turn(session, user: .bob))
            #expect(try await claim(database) == .claimed)
            var turn = TurnFixture.turn(session)
            turn.idempotency = key
            let refused = turn
            await #expect(throws: ConversationStoreError.sessionTaken) { try await store.commit(scope, turn: refused) }
            #expect(try await claim(database) == .busy)
        }
    }

    @Test func storesNothingOfATurnWhoseRequestLostItsKey() async throws {
        try await run { store, database in
            let keys = SQLIdempotencyStore(database: database)
            #expect(try await claim(database, lease: .zero) == .claimed)
            let thief = IdempotencyHold(key.key, fence: "two")
            #expect(try await keys.claim(thief, fingerprint: "f", lease: .seconds(3600)) == .claimed)
            var turn = TurnFixture.turn(usage: [TurnFixture.usage])
            turn.idempotency = key
            let late = turn
            await #expect(throws: ConversationStoreError.claimLost) { try await store.commit(scope, turn: late) }
            for table: SQLStatement in [
                SQLStatement("SELECT count(*) FROM messages"), SQLStatement("SELECT count(*) FROM sessions"),
                SQLStatement("SELECT count(*) FROM usage_ledger"),
            ] {
                #expect(try await database.count(table) == 0)
            }
            turn.idempotency = thief
            try await store.commit(scope, turn: turn)
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM messages")) == 2)
        }
    }

    @Test func erasesTheKeptAnswersOfADeletedSession() async throws {
        try await run { store, database in
            let session = SessionID()
            #expect(try await claim(database) == .claimed)
            var turn = TurnFixture.turn(session)
            turn.idempotency = key
            turn.answer.reply = ["session_id": .string(session.description), "text": "private"]
            try await store.commit(scope, turn: turn)
            #expect(try await store.delete(scope, session: session, user: .bob) == false)
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM idempotency_keys")) == 1)
            #expect(try await store.delete(scope, session: session, user: .ann))
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM idempotency_keys")) == 0)
        }
    }
}
