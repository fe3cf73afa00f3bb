import Foundation
import HubCore
import HubCrypto
import HubStorage
import Synchronization
import Testing

@testable import agenthub

/// What servers write while the master keys change.
@Suite struct SecretRotationTests {
    private let old = MasterKeyring.generate()
    private let new = MasterKeyring.generate()
    private let scope: TenantScope
    private let author: ConfigurationAuthor

    init() throws {
        let tenant = try #require(TenantID("acme"))
        scope = TenantScope(tenant: tenant)
        author = ConfigurationAuthor(tenant: tenant, user: try #require(UserID("root")), requestID: "r")
    }

    private func keyring(_ keys: Secret...) throws -> MasterKeyring { try MasterKeyring(keys) }

    /// A database that lets somebody else write before certain transactions.
    private final class DisturbedDatabase: SQLDatabase {
        private let database: any SQLDatabase
        private let disturbances: Mutex<[Int: @Sendable () async throws -> Void]>
        private let writes = Mutex(0)

        /// `disturbances`: what is done before which of the transactions, counted from 1.
        init(_ database: any SQLDatabase, _ disturbances: [Int: @Sendable () async throws -> Void]) {
            self.database = database
            self.disturbances = Mutex(disturbances)
        }

        var pending: Int { disturbances.withLock { $0.count } }

        func read(as access: SQLAccess, by deadline: Deadline?, _ statements: [SQLStatement])
            async throws(SQLError) -> [[SQLRow]]
        {
            try await database.read(as: access, by: deadline, statements)
        }

        func write(as access: SQLAccess, _ statements: [SQLStatement]) async throws(SQLError) -> [[SQLRow]] {
            let number = writes.withLock { writes in
                writes += 1
                return writes
            }
            let disturbance = disturbances.withLock { $0.removeValue(forKey: number) }
            do { try await disturbance?() } catch { Issue.record(error) }
            return try await database.write(as: access, statements)
        }

        func close() async { await database.close() }
    }

    private func name(_ text: String) throws -> SecretName { try #require(SecretName(text)) }

    @Test func leavesNothingUnderAnOldKeyThatWasWrittenMeanwhile() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await SQLiteDatabase.openMigrated(path: folder.appending(path: "hub.sqlite").path)
        let store = SQLSecretStore(database: database)
        let (late, keys) = (try keyring(old, new), try keyring(new, old))
        try await SQLTenantStore(database: database).create(Tenant(id: scope.tenant, name: "Acme"), by: author)
        for text in ["b", "c", "d"] {
            _ = try await store.put(late.seal(Secret(text)), named: name(text), for: scope, by: author)
        }
        // A server that still seals with the old key writes the very secret that is being replaced, and one that stands
        // before it; and, while the second pass is under way, another one.
        let (a, b, e) = (try name("a"), try name("b"), try name("e"))
        let put = { @Sendable [scope, author] (text: String, name: SecretName) in
            _ = try await store.put(late.seal(Secret(text)), named: name, for: scope, by: author)
        }
        let disturbed = DisturbedDatabase(
            database,
            [
                1: { try await put("b again", b) },
                3: { try await put("a", a) },
                5: { try await put("e", e) },
            ])
        let rotation = SecretRotation(store: SecretRotationStore(database: disturbed), keys: keys)
        let outcome = try await rotation.run()
        #expect(disturbed.pending == 0)
        #expect(outcome.resealed == 5 && outcome.current == 5 && outcome.unreadable == 0, "\(outcome)")
        let first = try keyring(new)
        for (name, value) in [(a, "a"), (b, "b again"), (try self.name("c"), "c"), (e, "e")] {
            let sealed = try #require(try await store.secret(named: name, of: scope))
            #expect(try first.open(sealed).reveal() == value)
        }
        let again = try await SecretRotation(store: SecretRotationStore(database: database), keys: first).run()
        #expect(again.resealed == 0 && again.current == 5 && again.unreadable == 0)
        let stranger = try await SecretRotation(
            store: SecretRotationStore(database: database), keys: keyring(old)
        ).run()
        #expect(stranger.resealed == 0 && stranger.current == 0 && stranger.unreadable == 5)
        await database.close()
    }
}
