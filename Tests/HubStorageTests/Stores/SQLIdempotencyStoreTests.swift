import Foundation
import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLIdempotencyStoreTests {
    private let now = TurnFixture.start

    private func run(_ body: (SQLIdempotencyStore) async throws -> Void) async throws {
        try await TestDatabase.run { try await body(SQLIdempotencyStore(database: $0)) }
    }

    private func key(
        _ tenant: TenantID = .acme, _ user: UserID = .ann, _ key: String = "k", fence: String = "one"
    ) -> IdempotencyHold {
        IdempotencyHold(IdempotencyKey(scope: tenant.scope, user: user, key: key), fence: fence)
    }

    private func claim(
        _ store: SQLIdempotencyStore, _ key: IdempotencyHold, _ fingerprint: String = "f", after seconds: Double = 0
    ) async throws -> IdempotencyClaim {
        try await store.claim(
            key, fingerprint: fingerprint, lease: .seconds(60), now: now.addingTimeInterval(seconds))
    }

    @Test func givesAKeyToOneRequestAndItsAnswerToAllOthers() async throws {
        try await run { store in
            let answer = IdempotentAnswer(status: 201, body: #"{"id":1}"#)
            #expect(try await claim(store, key()) == .claimed)
            #expect(try await claim(store, key()) == .busy)
            #expect(try await claim(store, key(), "other") == .mismatch)
            try await store.finish(key(), answer: answer, expires: now.addingTimeInterval(100))
            #expect(try await claim(store, key(), after: 99) == .answered(answer))
            #expect(try await claim(store, key(), "other", after: 99) == .mismatch)
            // The first answer stays.
            let second = IdempotentAnswer(status: 500, body: "{}")
            try await store.finish(key(), answer: second, expires: now.addingTimeInterval(900))
            try await store.abandon(key())
            #expect(try await claim(store, key(), after: 99) == .answered(answer))
            #expect(try await claim(store, key(), "other", after: 100) == .claimed)
        }
    }

    @Test func meansOneThingPerUserAndTenant() async throws {
        try await run { store in
            #expect(try await claim(store, key()) == .claimed)
            #expect(try await claim(store, key(.globex), "x") == .claimed)
            #expect(try await claim(store, key(.acme, .bob), "y") == .claimed)
            #expect(try await claim(store, key(.acme, .ann, "l"), "z") == .claimed)
            try await store.abandon(key(.globex))
            #expect(try await claim(store, key()) == .busy)
        }
    }

    @Test func givesAKeyAgainThatWasGivenBackOrWhoseLeaseRanOut() async throws {
        try await run { store in
            #expect(try await claim(store, key()) == .claimed)
            try await store.abandon(key())
            #expect(try await claim(store, key()) == .claimed)
            #expect(try await claim(store, key(), after: 59) == .busy)
            #expect(try await claim(store, key(), after: 60) == .claimed)
            #expect(try await claim(store, key(), after: 61) == .busy)
        }
    }

    @Test func holdsOnToARenewedKey() async throws {
        try await run { store in
            _ = try await claim(store, key())
            #expect(try await store.renew(key(), lease: .seconds(60), now: now.addingTimeInterval(50)))
            #expect(try await claim(store, key(fence: "two"), after: 100) == .busy)
            #expect(try await claim(store, key(fence: "two"), after: 110) == .claimed)
            #expect(try await store.renew(key(), lease: .seconds(60), now: now.addingTimeInterval(111)) == false)
        }
    }

    @Test func doesNothingForWhoLostTheKey() async throws {
        try await run { store in
            #expect(try await claim(store, key()) == .claimed)
            #expect(try await claim(store, key(fence: "two"), after: 60) == .claimed)
            let answer = IdempotentAnswer(status: 201, body: "{}")
            try await store.finish(key(), answer: answer, expires: now.addingTimeInterval(900))
            try await store.abandon(key())
            #expect(try await claim(store, key(fence: "three"), after: 61) == .busy)
            try await store.finish(key(fence: "two"), answer: answer, expires: now.addingTimeInterval(900))
            #expect(try await claim(store, key(fence: "three"), after: 62) == .answered(answer))
        }
    }

    @Test func letsOneOfSeveralConcurrentRequestsHaveAKey() async throws {
        try await run { store in
            let claims = try await withThrowingTaskGroup(of: IdempotencyClaim.self) { group in
                for _ in 0..<20 { group.addTask { try await claim(store, key()) } }
                return try await group.reduce(into: [IdempotencyClaim]()) { $0.append($1) }
            }
            #expect(claims.filter { $0 == .claimed }.count == 1)
            #expect(claims.filter { $0 == .busy }.count == 19)
        }
    }

    @Test func forgetsWhatHasExpired() async throws {
        try await run { store in
            for user in [UserID.ann, .bob] { _ = try await claim(store, key(.acme, user)) }
            let answer = IdempotentAnswer(status: 200, body: "{}")
            try await store.finish(key(), answer: answer, expires: now.addingTimeInterval(500))
            #expect(try await store.sweep(now: now.addingTimeInterval(59)) == 0)
            #expect(try await store.sweep(now: now.addingTimeInterval(60)) == 1)
            #expect(try await claim(store, key(), after: 60) == .answered(answer))
            #expect(try await store.sweep(now: now.addingTimeInterval(500)) == 1)
        }
    }
}
