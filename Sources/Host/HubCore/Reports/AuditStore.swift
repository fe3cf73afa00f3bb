import FoundationEssentials

/// What happened, for those who must answer for it. Append-only.
package protocol AuditStore: Sendable {
    /// For what belongs to no turn and no row's change: refused tokens, injection signals outside a turn.
    func append(_ entries: [AuditEntry], user: UserID?, scope: TenantScope) async throws
    /// The newest first.
    func entries(_ filter: AuditFilter, before: AuditID?, limit: Int) async throws -> [StoredAuditEntry]
}

package typealias AuditID = RowID<StoredAuditEntry>

package struct AuditFilter: Sendable, Hashable {
    /// A tenant's own events, or everybody's, the platform's own included.
    package var visibleTo: RowReader
    package var user: UserID?
    package var action: String?
    package var subject: String?
    package var session: SessionID?
    package var from: Date?
    package var to: Date?

    package init(
        visibleTo: RowReader, user: UserID? = nil, action: String? = nil, subject: String? = nil,
        session: SessionID? = nil, from: Date? = nil, to: Date? = nil
    ) {
        self.visibleTo = visibleTo
        self.user = user
        self.action = action
        self.subject = subject
        self.session = session
        self.from = from
        self.to = to
    }
}

package struct StoredAuditEntry: Sendable {
    package var id: AuditID
    /// nil: of the platform's own rows.
    package var tenant: TenantID?
    package var session: SessionID?
    package var user: UserID?
    package var entry: AuditEntry

    package init(id: AuditID, tenant: TenantID?, session: SessionID?, user: UserID?, entry: AuditEntry) {
        self.id = id
        self.tenant = tenant
        self.session = session
        self.user = user
        self.entry = entry
    }
}
