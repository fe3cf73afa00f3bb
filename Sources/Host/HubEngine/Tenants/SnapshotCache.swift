import HubCore
import Logging

/// The tenants' snapshots, in memory.
final class SnapshotCache: Sendable {
    private let directory: any TenantDirectory
    private let builder: SnapshotBuilder
    private let logger: Logger
    private let cache: LoadingCache<TenantScope, TenantSnapshot>

    init(directory: any TenantDirectory, builder: SnapshotBuilder, capacity: Int, logger: Logger) {
        self.directory = directory
        self.builder = builder
        self.logger = logger
        cache = LoadingCache(capacity: capacity)
    }

    /// The snapshot when it is in memory. Its version is the caller's to check.
    func held(_ scope: TenantScope) -> TenantSnapshot? { cache.held(scope) }

    /// The snapshot of at least this version, loaded when what is held is older.
    func snapshot(_ scope: TenantScope, notOlderThan version: Int64 = .min) async throws(ChatError) -> TenantSnapshot {
        do {
            return try await cache.value(for: scope, floor: version, where: { $0.version >= version }) {
                [directory, builder] previous in
                guard let configuration = try await directory.configuration(of: scope, notOlderThan: version) else {
                    throw ChatError.unknownTenant
                }
                return try await builder.build(configuration, reusing: previous)
            }
        } catch let error as ChatError {
            throw error
        } catch is CancellationError {
            throw .cancelled
        } catch {
            if Task.isCancelled { throw .cancelled }
            logger.error(
                "A tenant's configuration could not be read.",
                metadata: ["tenant": "\(scope.tenant)", "error": "\(error)"])
            throw .storage(.configuration)
        }
    }

    /// The same, or `.overloaded` once the deadline has passed: a router may have to be trained, after others.
    func snapshot(_ scope: TenantScope, notOlderThan version: Int64 = .min, by deadline: Deadline)
        async throws(ChatError)
        -> TenantSnapshot
    {
        let snapshot = try await deadline.bound { [self] () async throws(ChatError) in
            try await self.snapshot(scope, notOlderThan: version)
        }
        guard let snapshot else { throw .overloaded }
        return snapshot
    }

    /// Tenants that are held or being loaded.
    var count: Int { cache.count }

    func invalidate(_ scope: TenantScope?) { cache.invalidate(scope) }
}
