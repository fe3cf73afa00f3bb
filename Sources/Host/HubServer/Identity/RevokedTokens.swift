import FoundationEssentials
import HubCore
import Synchronization

/// The revoked tokens that have not expired, in memory: asked by every request, refreshed from the database beside them.
package final class RevokedTokens: Sendable {
    private struct Token: Hashable {
        let tenant: TenantID
        let id: String
    }

    private let tokens = Mutex<Set<Token>>([])

    package init() {}

    /// Takes what the store has in place of what is known. Throws the store's error and keeps what is known.
    package func refresh(from store: any RevocationStore, now: Date) async throws {
        let revoked = try await Self.tokens(of: store, since: .distantPast, now: now)
        tokens.withLock { $0 = revoked }
    }

    /// Adds what was revoked at that time or later. Throws the store's error.
    package func learn(from store: any RevocationStore, since: Date, now: Date) async throws {
        let revoked = try await Self.tokens(of: store, since: since, now: now)
        if !revoked.isEmpty { tokens.withLock { $0.formUnion(revoked) } }
    }

    private static func tokens(of store: any RevocationStore, since: Date, now: Date) async throws -> Set<Token> {
        Set(try await store.revoked(since: since, now: now).map { Token(tenant: $0.tenant, id: $0.tokenID) })
    }

    /// Refuses a token that was just stored as revoked, without waiting for the next refresh.
    func insert(_ token: RevokedToken) {
        tokens.withLock { _ = $0.insert(Token(tenant: token.tenant, id: token.tokenID)) }
    }

    /// Whether the tenant's token of this `jti` is revoked. One look-up, whatever their number.
    package func contains(_ id: String, of tenant: TenantID) -> Bool {
        tokens.withLock { $0.contains(Token(tenant: tenant, id: id)) }
    }
}
