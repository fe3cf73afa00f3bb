import HTTPTypes
import HubCore
import Synchronization

/// Bounds the trials of tools that run at once: what a schema or a plugin of a tenant's costs is the worker's own time.
final class ToolTestSlots: Sendable {
    private static let perTenant = 2
    private static let perWorker = 8

    private let taken = Mutex<[TenantID: Int]>([:])

    /// Runs the trial in a slot of the tenant that asks for it; throws a 503 when none is free.
    func run<Value>(for tenant: TenantID, _ trial: () async throws -> Value) async throws -> Value {
        try take(tenant)
        defer { give(tenant) }
        return try await trial()
    }

    private func take(_ tenant: TenantID) throws {
        try taken.withLock { taken in
            guard taken[tenant, default: 0] < Self.perTenant, taken.values.reduce(0, +) < Self.perWorker else {
                throw Problem(
                    .serviceUnavailable, "overloaded", "Too many trials of tools run; nothing was done.",
                    headers: [.retryAfter: "1"], leavesNothingBehind: true)
            }
            taken[tenant, default: 0] += 1
        }
    }

    private func give(_ tenant: TenantID) {
        taken.withLock { taken in
            let rest = (taken[tenant] ?? 1) - 1
            taken[tenant] = rest == 0 ? nil : rest
        }
    }
}
