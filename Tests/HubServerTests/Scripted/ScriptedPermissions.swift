import HubCore
import Synchronization

/// Permissions of tenants in memory, as their seam promises.
final class ScriptedPermissions: PermissionStore {
    private let state = Mutex<[TenantScope: [Permission]]>([:])

    func kept(of scope: TenantScope) -> [Permission] { state.withLock { $0[scope] ?? [] } }

    func set(_ permission: Permission, for scope: TenantScope, by author: ConfigurationAuthor) async throws {
        state.withLock { state in
            state[scope, default: []].removeAll { $0.subject == permission.subject }
            state[scope, default: []].append(permission)
        }
    }

    func permissions(of scope: TenantScope, _ page: RowPage<PermissionID>) async throws -> [Permission] {
        let rows = kept(of: scope).sorted { $0.place < $1.place }
        return Array(rows.filter { $0.place > page.after?.description ?? "" }.prefix(page.limit))
    }
}
