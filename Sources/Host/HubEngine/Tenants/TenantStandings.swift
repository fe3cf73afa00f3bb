import HubCore

/// What of tenants the door asks before anything else: whether they are there, and what they may use a minute. Held in
/// memory and at most a second old, so that a request costs no read and a lost notice of a change heals.
///
/// A turn reads the configuration's version anyway and confirms by it what is held here, so that a busy tenant is
/// hardly ever read.
package final class TenantStandings: Sendable {
    private struct Standing: Sendable {
        /// nil: not there, or disabled.
        var tenant: Tenant?
        /// When the reading of it began, in nanoseconds.
        var asOf: UInt64
    }

    /// How old an answer may be.
    private static let lifetime: UInt64 = 1_000_000_000

    private let cache: LoadingCache<TenantScope, Standing>
    private let read: @Sendable (TenantScope) async throws -> Tenant?
    private let now: @Sendable () -> UInt64

    /// `read` is of the row itself; `now` in nanoseconds of a clock that only goes on.
    package init(
        capacity: Int = 10_000, now: @escaping @Sendable () -> UInt64 = { MonotonicTime.now() },
        read: @escaping @Sendable (TenantScope) async throws -> Tenant?
    ) {
        cache = LoadingCache(capacity: capacity)
        self.read = read
        self.now = now
    }

    /// The tenant as it stands, or stood a second ago; nil where there is none or it is disabled. Throws what the
    /// reading throws.
    package func current(_ scope: TenantScope) async throws -> Tenant? {
        let oldest = oldest
        return try await cache.value(for: scope, where: { $0.asOf >= oldest }) { [now, read] _ in
            let asOf = now()
            let tenant = try await read(scope)
            return Standing(tenant: tenant?.isEnabled == true ? tenant : nil, asOf: asOf)
        }.tenant
    }

    /// The tenant as it was found last, however long ago that is.
    func held(_ scope: TenantScope) -> Tenant? { cache.held(scope)?.tenant }

    /// A reading that began then found the tenant like this. It counts where it is not older than what is held, and no
    /// change was heard of since.
    func confirm(_ tenant: Tenant, asOf: UInt64) {
        cache.update(TenantScope(tenant: tenant.id)) { held in
            guard let known = held.tenant, tenant.version >= known.version, asOf > held.asOf else { return held }
            return Standing(tenant: tenant, asOf: asOf)
        }
    }

    /// Forgets a tenant, or all for nil: its row was changed.
    package func invalidate(_ scope: TenantScope?) { cache.invalidate(scope) }

    /// Its clock.
    var time: UInt64 { now() }

    private var oldest: UInt64 {
        let now = now()
        return now > Self.lifetime ? now - Self.lifetime : 0
    }
}
