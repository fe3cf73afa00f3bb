import HubCore
import Synchronization

/// Tenants in memory.
final class ScriptedTenants: TenantStore {
    private let state: Mutex<[Tenant]>
    private let readCount = Atomic(0)

    init(_ tenants: [Tenant]) { state = Mutex(tenants) }

    func create(_ tenant: Tenant, by author: ConfigurationAuthor) async throws {
        try state.withLock { tenants in
            if tenants.contains(where: { $0.id == tenant.id }) { throw ConfigurationStoreError.conflict(field: "id") }
            tenants.append(tenant)
        }
    }

    func update(_ tenant: Tenant, by author: ConfigurationAuthor) async throws -> Tenant {
        try state.withLock { tenants in
            guard let index = tenants.firstIndex(where: { $0.id == tenant.id }) else {
                throw ConfigurationStoreError.gone
            }
            guard tenants[index].version == tenant.version else { throw ConfigurationStoreError.stale }
            tenants[index] = tenant
            tenants[index].version += 1
            return tenants[index]
        }
    }

    func tenants(_ filter: TenantFilter, _ page: RowPage<TenantID>) async throws -> [Tenant] {
        state.withLock { tenants in
            let rows = tenants.filter(filter.admits).sorted { $0.id.rawValue < $1.id.rawValue }
            return Array(rows.filter { $0.id.rawValue > page.after?.rawValue ?? "" }.prefix(page.limit))
        }
    }

    func tenant(_ id: TenantID) async throws -> Tenant? {
        readCount.add(1, ordering: .relaxed)
        return state.withLock { $0.first { $0.id == id } }
    }

    /// How often one tenant was read.
    var reads: Int { readCount.load(ordering: .relaxed) }
}
