import HubCore

/// An event as a row of `audit_log`, where '' stands for the platform.
enum AuditRow {
    /// Reads id, tenant_id, session_id, user_id, action, subject, outcome, detail, created_at.
    static func entry(_ row: SQLRow) throws(SQLError) -> StoredAuditEntry {
        var columns = row.columns
        let id = try columns.id(AuditID.self)
        let tenant = try columns.text()
        let owner = TenantID(tenant)
        if owner == nil, !tenant.isEmpty { throw columns.failure }
        let session = try columns.optionalID(SessionID.self)
        let user = try columns.optionalText().flatMap(UserID.init)
        return StoredAuditEntry(
            id: id, tenant: owner, session: session, user: user,
            entry: AuditEntry(
                action: try columns.text(), subject: try columns.text(), outcome: try columns.text(),
                detail: try columns.json(), at: try columns.time()))
    }
}
