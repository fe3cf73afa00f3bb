import Foundation
import HubCore
import HubCrypto
import Support
import Synchronization
import Testing

/// What the workers of one installation share: the database, Redis, the master keys and the issuer of tokens. It ends
/// all that it started.
final class HubSite: Sendable {
    /// nil over SQLite.
    let database: HubDatabase?
    /// The site's own; nil where there is none.
    let redis: RedisServer?
    let masterKey: String
    /// What every worker is started with.
    let environment: [String: String]
    let issuer: TokenIssuer
    private let folder: URL
    private let workers = Mutex<[HubProcess]>([])

    /// `postgres` is the superuser's URL of the server to make a database on.
    static func run(
        on backend: HubBackend = .postgreSQLAndRedis, postgres: String? = TestPostgres.url,
        environment: [String: String] = [:], _ body: (HubSite) async throws -> Void
    ) async throws {
        let site = try await HubSite(backend, postgres: postgres, environment: environment)
        let result: Result<Void, any Error>
        do { result = .success(try await body(site)) } catch { result = .failure(error) }
        await site.end()
        try result.get()
    }

    private init(_ backend: HubBackend, postgres: String?, environment: [String: String]) async throws {
        let key = try RSAPrivateKey.generate()
        issuer = try TokenIssuer(key: key)
        masterKey = Self.newMasterKey()
        folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-site-\(UUID().uuidString)")
        var own = ["AGENTHUB_MASTER_KEYS": masterKey, "AGENTHUB_JWT_PUBLIC_KEY": try key.publicKey.pem()]
        redis = backend == .postgreSQLAndRedis ? try await RedisServer.start() : nil
        own["AGENTHUB_REDIS_URL"] = redis?.url()
        switch backend {
        case .embedded: database = nil
        case .postgreSQLAlone, .postgreSQLAndRedis:
            database = try await HubDatabase.create(on: try #require(postgres))
            own["AGENTHUB_DATABASE_URL"] = database?.serving
            // Many tests share the server.
            own["AGENTHUB_DATABASE_POOL"] = "8"
        }
        self.environment = own.merging(environment) { _, new in new }
    }

    static func newMasterKey() -> String { MasterKeyring.generate().reveal() }

    /// Starts a worker with a folder of its own, or with that of one that has ended.
    func worker(
        _ arguments: [String] = [], folder: URL? = nil, port: Int = 0, environment more: [String: String] = [:]
    ) async throws -> HubProcess {
        let worker = try await HubProcess.start(
            arguments, folder: folder ?? self.folder.appending(path: UUID().uuidString), port: port,
            environment: environment.merging(more) { _, new in new }, issuer: issuer)
        workers.withLock { $0.append(worker) }
        return worker
    }

    /// All that the workers logged so far.
    var logs: String { workers.withLock { $0 }.map(\.logText).joined() }

    private func end() async {
        await withDiscardingTaskGroup { group in
            for worker in workers.withLock({ $0 }) { group.addTask { await worker.stop() } }
        }
        redis?.kill()
        do {
            try await database?.drop()
            if FileManager.default.fileExists(atPath: folder.path) { try FileManager.default.removeItem(at: folder) }
        } catch { Issue.record(error, "a site is left behind in \(folder.path)") }
    }
}
