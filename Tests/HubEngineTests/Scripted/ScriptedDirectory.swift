import HubCore
import Synchronization

/// Tenants' configurations that a test can change, and a hook before each answer.
final class ScriptedDirectory: TenantDirectory {
    private struct State {
        var configurations: [TenantID: TenantConfiguration] = [:]
        var reads = 0
        var rowReads = 0
        var hook: @Sendable (Int) async throws -> Void = { _ in }
    }

    private let state = Mutex(State())

    init(_ configurations: [TenantConfiguration] = []) {
        for configuration in configurations { set(configuration) }
    }

    var reads: Int { state.withLock { $0.reads } }

    func set(_ configuration: TenantConfiguration) {
        state.withLock { $0.configurations[configuration.tenant.id] = configuration }
    }

    /// The tenant's row by itself, which is no read of the configuration.
    func tenant(_ scope: TenantScope) -> Tenant? {
        state.withLock { state in
            state.rowReads += 1
            return state.configurations[scope.tenant]?.tenant
        }
    }

    /// How often a tenant's row was read by itself.
    var rowReads: Int { state.withLock { $0.rowReads } }

    func remove(_ tenant: TenantID) { state.withLock { $0.configurations[tenant] = nil } }

    /// Runs before each answer, with the read's number from 1.
    func beforeAnswering(_ hook: @escaping @Sendable (Int) async throws -> Void) { state.withLock { $0.hook = hook } }

    func configuration(of scope: TenantScope, notOlderThan version: Int64) async throws -> TenantConfiguration? {
        let (number, hook) = state.withLock { state in
            state.reads += 1
            return (state.reads, state.hook)
        }
        try await hook(number)
        return state.withLock { $0.configurations[scope.tenant] }
    }
}
