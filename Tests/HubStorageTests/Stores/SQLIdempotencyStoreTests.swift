import HubCore
import Testing

@testable import HubStorage

/// Time is the database's: a lease of no length has run out when the next statement looks, an hour's has not.
@Suite(.onEveryDatabase) struct SQLIdempotencyStoreTests {
    private static let long = Duration.seconds(3600)

    private func run(_ body: (SQLIdempotencyStore) async throws -> Void) async throws {
        try await TestDatabase.run { try await body(SQLIdempotencyStore(database: $0)) }
    }

    private func key(
        _ tenant: TenantID = .acme, _ user: UserID = .ann, _ key: String = "k", fence: String = "one"
    ) -> IdempotencyHold {
        IdempotencyHold(IdempotencyKey(scope: tenant.scope, user: user, key: key), fence: fence)
    }

    private func claim(
        _ store: SQLIdempotencyStore, _ key: IdempotencyHold, _ fingerprint: String = "f",
        lease: Duration = SQLIdempotencyStoreTests.long
    ) async throws -> IdempotencyClaim {
        try await store.claim(key, fingerprint: fingerprint, lease: lease)
    }

    private let answer = IdempotentAnswer(status: 201, body: #"{"id":1}"#)

    @Test func givesAKeyToOneRequestAndItsAnswerToAllOthers() async throws {
        try await run { store in
            #expect(try await claim(store, key()) == .claimed)
            #expect(try await claim(store, key()) == .busy)
            #expect(try await claim(store, key(), "other") == .mismatch)
            try await store.finish(key(), answer: answer, for: Self.long)
            #expect(try await claim(store, key()) == .answered(answer))
            #expect(try await claim(store, key(), "other") == .mismatch)
            // The first answer stays.
            try await store.finish(key(), answer: IdempotentAnswer(status: 500, body: "{}"), for: .zero)
            try await store.abandon(key())
            #expect(try await claim(store, key()) == .answered(answer))
        }
    }

    @Test func forgetsAnAnswerAfterItsTime() async throws {
        try await run { store in
            #expect(try await claim(store, key()) == .claimed)
            try await store.finish(key(), answer: answer, for: .zero)
            #expect(try await claim(store, key(), "other") == .claimed)
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
            #expect(try await claim(store, key(), lease: .zero) == .claimed)
            #expect(try await claim(store, key()) == .claimed)
            #expect(try await claim(store, key()) == .busy)
        }
    }

    @Test func holdsOnToRenewedKeysOfSeveralTenants() async throws {
        try await run { store in
            let holds = [key(), key(.acme, .bob), key(.globex)]
            for hold in holds { #expect(try await claim(store, hold, lease: .zero) == .claimed) }
            #expect(try await claim(store, key(.globex, fence: "two")) == .claimed)
            let done = key(.acme, .ann, "done")
            #expect(try await claim(store, done) == .claimed)
            try await store.finish(done, answer: answer, for: Self.long)
            // Neither who lost the key nor who has answered holds it.
            #expect(try await store.renew(holds + [done], lease: Self.long) == Set(holds.prefix(2)))
            for hold in holds.prefix(2) {
                #expect(try await claim(store, IdempotencyHold(hold.key, fence: "three")) == .busy)
            }
        }
    }

    @Test func renewsManyAtOnce() async throws {
        try await run { store in
            let holds = (0..<501).map { key(.acme, .ann, "k\($0)") }
            for hold in [holds[0], holds[500]] { _ = try await claim(store, hold) }
            #expect(try await store.renew(holds, lease: Self.long) == [holds[0], holds[500]])
            #expect(try await store.renew([], lease: Self.long).isEmpty)
        }
    }

    @Test func doesNothingForWhoLostTheKey() async throws {
        try await run { store in
            #expect(try await claim(store, key(), lease: .zero) == .claimed)
            #expect(try await claim(store, key(fence: "two")) == .claimed)
            try await store.finish(key(), answer: answer, for: Self.long)
            try await store.abandon(key())
            #expect(try await claim(store, key(fence: "three")) == .busy)
            try await store.finish(key(fence: "two"), answer: answer, for: Self.long)
            #expect(try await claim(store, key(fence: "three")) == .answered(answer))
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
            for user in [UserID.ann, .bob] { _ = try await claim(store, key(.acme, user), lease: .zero) }
            try await store.finish(key(), answer: answer, for: Self.long)
            #expect(try await store.sweep() == 1)
            #expect(try await store.sweep() == 0)
            #expect(try await claim(store, key()) == .answered(answer))
        }
    }

    // MARK: The answer of a change is kept by its own transaction.

    private func author(_ hold: IdempotencyHold) -> ConfigurationAuthor {
        var author = ConfigurationAuthor.operator
        author.answer = KeptAnswer(hold: hold, answer: answer)
        return author
    }

    /// Every creation, in the name of `acme` and of the platform.
    private func creations(_ database: any SQLDatabase) -> [(String, (ConfigurationAuthor) async throws -> Void)] {
        let agents = SQLAgentStore(database: database)
        return [
            ("agent", { try await agents.create(Agent(owner: .acme, name: "A", description: ""), by: $0) }),
            ("platform's agent", { try await agents.create(Agent(name: "A", description: ""), by: $0) }),
            (
                "tool",
                {
                    try await SQLToolStore(database: database)
                        .create(Tool(owner: .acme, name: "t", description: "", type: "T"), by: $0)
                }
            ),
            (
                "model",
                {
                    try await SQLLanguageModelStore(database: database)
                        .create(LanguageModel(owner: .acme, name: "m", provider: .builtin), by: $0)
                }
            ),
            (
                "tenant",
                { author in
                    let id = try #require(TenantID("new-one"))
                    try await SQLTenantStore(database: database).create(Tenant(id: id, name: "n"), by: author)
                }
            ),
            (
                "permission",
                { author in
                    let agent = Agent(name: "granted", description: "")
                    try await agents.create(agent, by: .operator)
                    try await SQLPermissionStore(database: database).set(
                        Permission(subject: .agent(agent.id), isEnabled: true), for: TenantID.acme.scope, by: author)
                }
            ),
        ]
    }

    /// The key may be of the row's own tenant, or of another, an operator's.
    @Test(arguments: [TenantID.acme, .globex]) func keepsTheAnswerOfEveryCreation(tenant: TenantID) async throws {
        try await TestDatabase.run { database in
            let store = SQLIdempotencyStore(database: database)
            for (name, create) in creations(database) {
                let hold = key(tenant, .ann, name)
                #expect(try await claim(store, hold) == .claimed)
                try await create(author(hold))
                // The worker dies here; a repetition gets the answer.
                #expect(try await claim(store, hold) == .answered(answer), "\(name)")
            }
        }
    }

    @Test(arguments: [TenantID.acme, .globex]) func doesNoCreationWhoseRequestLostItsKey(tenant: TenantID) async throws
    {
        try await TestDatabase.run { database in
            let store = SQLIdempotencyStore(database: database)
            for (name, create) in creations(database) {
                let hold = key(tenant, .ann, name)
                #expect(try await claim(store, hold, lease: .zero) == .claimed)
                let thief = IdempotencyHold(hold.key, fence: "two")
                #expect(try await claim(store, thief) == .claimed)
                let before = try await database.version(of: .acme)
                await #expect(throws: IdempotencyClaimLost.self, "\(name)") { try await create(author(hold)) }
                // Of the permission, the agent that is to be granted was made.
                #expect(try await database.version(of: .acme) == before + (name == "permission" ? 1 : 0), "\(name)")
                // Whoever has the key by now does it.
                if name != "permission" { try await create(author(thief)) }
            }
        }
    }

    @Test func keepsNoAnswerOfACreationThatWasRefused() async throws {
        try await TestDatabase.run { (database: any SQLDatabase) async throws -> Void in
            let store = SQLIdempotencyStore(database: database)
            #expect(try await claim(store, key()) == .claimed)
            let agent = Agent(owner: .acme, name: "A", description: "", model: ModelID())
            let author = author(key())
            await #expect(throws: ConfigurationStoreError.self) {
                try await SQLAgentStore(database: database).create(agent, by: author)
            }
            #expect(try await claim(store, key()) == .busy)
        }
    }
}
