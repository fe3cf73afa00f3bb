import HubCore

/// A session as a row of `sessions`.
enum SessionRow {
    /// Reads id, user_id, created_at, updated_at, message_count, last_agent.
    static func session(_ row: SQLRow) throws(SQLError) -> Session {
        var columns = row.columns
        let id = try columns.id(SessionID.self)
        guard let user = UserID(try columns.text()) else { throw columns.failure }
        return Session(
            id: id, user: user, createdAt: try columns.time(), updatedAt: try columns.time(),
            messageCount: try columns.count(), lastAgent: try columns.optionalText())
    }
}
