import FoundationEssentials
import HTTPTypes
import HubCore
import Hummingbird
import Synchronization
import Testing

@testable import HubServer

@Suite struct IdempotentExecutionTests {
    private static let body = #"{"name": "AgentOne", "tenant_id": "acme-corp"}"#

    private func create(
        _ house: House, _ key: String, as person: Door.Person = .platform, _ body: String = Self.body
    ) async throws -> House.Reply {
        try await house.send(.post, "/api/admin/agents", as: person, body, [("Idempotency-Key", key)])
    }

    @Test func repeatsTheFirstAnswerAndDoesNothingTwice() async throws {
        let house = try House()
        let first = try await create(house, "k-1")
        let again = try await create(house, "k-1")
        #expect(first.status == 201 && again.status == 201)
        #expect(first.text == again.text)
        #expect(first.header("ETag") == again.header("ETag") && again.header("ETag") != nil)
        #expect(first.header("Location") == again.header("Location") && again.header("Location") != nil)
        #expect(first.header("Content-Type") == again.header("Content-Type"))
        #expect(first.header("Idempotency-Replayed") == nil && again.header("Idempotency-Replayed") == "true")
        #expect(house.agents.rows.count == 1)
        #expect(house.idempotency.kept.leases.allSatisfy { $0 == ClaimKeeper.lease })
    }

    @Test func aChangesOwnTransactionKeepsItsAnswer() async throws {
        let house = try House()
        let first = try await create(house, "k-1")
        // Nothing is left to be written after the change: a worker that dies now has said all.
        #expect(first.status == 201 && house.idempotency.kept.finished == 0)
        #expect(house.idempotency.kept.rows.values.map(\.answer?.status) == [201])
    }

    @Test func aChangeWhoseKeyIsAnothersByNowIsBeingDone() async throws {
        let problem = await #expect(throws: Problem.self) {
            try await storage { () async throws -> Void in throw IdempotencyClaimLost() }
        }
        #expect(problem?.code == "idempotency_busy")
    }

    @Test func doesOnceWhatManyAskForAtOnce() async throws {
        let house = try House()
        let replies = try await withThrowingTaskGroup(of: House.Reply.self) { group in
            for _ in 0..<40 { group.addTask { try await create(house, "k-1") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(house.agents.rows.count == 1)
        #expect(house.idempotency.kept.rows.values.count { $0.answer != nil } == 1)
        for reply in replies {
            #expect(reply.status == 201 || reply.code == "idempotency_busy")
            if reply.status == 409 { #expect(reply.header("Retry-After") == "1") }
        }
        #expect(replies.count { $0.status == 201 && $0.header("Idempotency-Replayed") == nil } == 1)
    }

    @Test func refusesAKeyOfAnotherRequest() async throws {
        let house = try House()
        #expect(try await create(house, "k-1").status == 201)
        let other = try await create(house, "k-1", as: .platform, #"{"name": "AgentTwo"}"#)
        #expect(other.status == 422 && other.code == "idempotency_mismatch")
    }

    @Test func keepsTheKeysOfTenantsApart() async throws {
        let house = try House()
        #expect(try await create(house, "k-1").status == 201)
        let own = try await create(house, "k-1", as: .own, #"{"name": "AgentTwo"}"#)
        #expect(own.status == 201 && own.header("Idempotency-Replayed") == nil)
        #expect(house.idempotency.kept.rows.count == 2)
    }

    @Test func triesAnewWhatWasRefused() async throws {
        let house = try House()
        #expect(try await create(house, "k-1", as: .platform, #"{"nome": 1}"#).status == 422)
        #expect(house.idempotency.kept.abandoned == 1)
        #expect(house.idempotency.kept.rows.isEmpty)
        #expect(try await create(house, "k-1").status == 201)
    }

    @Test func runsNothingWhenTheStoreIsDown() async throws {
        let house = try House()
        house.idempotency.change { $0.isDown = true }
        let reply = try await create(house, "k-1")
        #expect(reply.status == 503)
        #expect(reply.header("Retry-After") != nil)
        #expect(house.agents.rows.isEmpty)
    }

    @Test func goesOnWithoutAKey() async throws {
        let house = try House()
        house.idempotency.change { $0.isDown = true }
        #expect(try await house.send(.post, "/api/admin/agents", as: .platform, Self.body).status == 201)
    }

    @Test(arguments: ["", " ", "a b", "é", "a\u{7F}b", "a\r\nX: 1", String(repeating: "k", count: 256)])
    func refusesWhatIsNoKey(key: String) async throws {
        let house = try House()
        let reply = try await create(house, key)
        #expect(reply.status == 422 && reply.code == "invalid_header")
        #expect(house.agents.rows.isEmpty && house.idempotency.kept.rows.isEmpty)
    }

    @Test func refusesTwoKeys() async throws {
        let reply = try await House().send(
            .post, "/api/admin/agents", as: .platform, Self.body, [("Idempotency-Key", "a"), ("idempotency-key", "b")])
        #expect(reply.status == 422)
    }

    @Test func admitsTheLongestKey() async throws {
        #expect(try await create(try House(), String(repeating: "~", count: 255)).status == 201)
    }

    // MARK: What is thrown decides what becomes of the claim.

    private func outcome(of error: any Error, isTurn: Bool = false) async throws -> ScriptedIdempotency.State {
        let store = ScriptedIdempotency()
        let execution = IdempotentExecution(store: store)
        let operation = Operation<ScriptedContext>(
            .post, "x", id: "x", "", answers: [], isRepeatable: true, isTurn: isTurn
        ) { _ in throw error }
        let call = try await ScriptedContext.call(operation, key: "k")
        await #expect(throws: (any Error).self) {
            _ = try await execution.answer(call, operation.description, in: TenantPlaces(), operation.handler)
        }
        return store.kept
    }

    @Test func keepsTheClaimWhereNobodyKnowsWhatWasDone() async throws {
        struct Strange: Error {}
        let errors: [any Error] = [
            CancellationError(), Strange(), Problem.storageUnavailable,
            Problem(.serviceUnavailable, "cancelled", ""), Problem(.internalServerError, "internal", ""),
        ]
        for error in errors {
            let state = try await outcome(of: error)
            #expect(state.abandoned == 0 && state.rows.count == 1, "\(error)")
        }
    }

    @Test func givesTheKeyBackWhereNothingWasDone() async throws {
        for error in [
            Problem(.conflict, "session_busy", ""), Problem(.tooManyRequests, "rate_limited", ""),
            Problem(.serviceUnavailable, "shutting_down", "", leavesNothingBehind: true),
        ] {
            #expect(try await outcome(of: error, isTurn: true).abandoned == 1)
        }
    }

    @Test func leavesATurnsAnswerToTheTurn() async throws {
        let store = ScriptedIdempotency()
        let execution = IdempotentExecution(store: store)
        let held = Mutex<IdempotencyHold?>(nil)
        let operation = Operation<ScriptedContext>(
            .post, "x", id: "x", "", answers: [], isRepeatable: true, isTurn: true
        ) { call in
            held.withLock { $0 = call.idempotency }
            return .json(["text": "hello"])
        }
        let call = try await ScriptedContext.call(operation, key: "k")
        _ = try await execution.answer(call, operation.description, in: TenantPlaces(), operation.handler)
        #expect(store.kept.finished == 0 && store.kept.leases == [ClaimKeeper.lease])
        let key = try #require(held.withLock { $0 })
        try await store.finish(
            key, answer: IdempotentAnswer(status: 200, body: #"{"text":"hello"}"#), for: .seconds(60))
        let again = try await execution.answer(call, operation.description, in: TenantPlaces(), operation.handler)
        #expect(again.headers[.idempotencyReplayed] == "true")
        #expect(again.status == .ok)
    }

    @Test func keepsTheAnswerOfWhatWasDoneWhenTheCallerGoesAway() async throws {
        let store = ScriptedIdempotency()
        let execution = IdempotentExecution(store: store)
        let operation = Operation<ScriptedContext>(.post, "x", id: "x", "", answers: [], isRepeatable: true) { _ in
            withUnsafeCurrentTask { $0?.cancel() }
            return .json(["done": true])
        }
        let call = try await ScriptedContext.call(operation, key: "k")
        let work = Task {
            try await execution.answer(call, operation.description, in: TenantPlaces(), operation.handler)
        }
        _ = try await work.value
        #expect(store.kept.finished == 1)
    }

    @Test func runsAgainOnceALeaseHasEnded() async throws {
        let time = Mutex(Door.date)
        let execution = IdempotentExecution(store: ScriptedIdempotency { time.withLock { $0 } })
        let operation = Operation<ScriptedContext>(.post, "x", id: "x", "", answers: [], isRepeatable: true) { _ in
            throw CancellationError()
        }
        let call = try await ScriptedContext.call(operation, key: "k")
        await #expect(throws: CancellationError.self) {
            _ = try await execution.answer(call, operation.description, in: TenantPlaces(), operation.handler)
        }
        let busy = await #expect(throws: Problem.self) {
            _ = try await execution.answer(call, operation.description, in: TenantPlaces(), operation.handler)
        }
        #expect(busy?.code == "idempotency_busy")
        time.withLock { $0 += 31 }
        await #expect(throws: CancellationError.self) {
            _ = try await execution.answer(call, operation.description, in: TenantPlaces(), operation.handler)
        }
    }
}
