/// Where conversations live. A session belongs to its user; another user of the tenant gets what nobody gets: nothing.
package protocol ConversationStore: Sendable {
    /// The session as a turn needs it: its last `limit` messages and its state, in one read, which waits for its turn
    /// until the deadline at most.
    func window(_ scope: TenantScope, session: SessionID, user: UserID, limit: Int, by deadline: Deadline) async throws
        -> SessionLookup
    /// Writes the whole turn in one transaction; when it returns, the turn survives a crash.
    /// Throws `ConversationStoreError.sessionTaken` when the session's id came to be another user's or was deleted
    /// meanwhile: then the ledger's and the audit log's rows alone were written, since what was spent was spent. Throws
    /// `.claimLost` when the turn's request lost its key; then nothing was written.
    func commit(_ scope: TenantScope, turn: TurnRecord) async throws
    /// Writes what a turn used that has no answer to store: the ledger's and the audit log's rows alone, in one
    /// transaction. The session need not be there, and no message of it is written.
    /// `answer`: the message that a commit was to write, nil where none was tried. Rows of the ledger that this commit
    /// wrote after all are not written again.
    func record(
        _ scope: TenantScope, usage: [UsageEntry], audit: [AuditEntry], session: SessionID, user: UserID,
        answer: MessageID?
    ) async throws
    /// The user's sessions, the last used first; `before` continues after a page's last session.
    func sessions(_ scope: TenantScope, user: UserID, before: SessionID?, limit: Int) async throws -> [Session]
    func session(_ scope: TenantScope, id: SessionID, user: UserID) async throws -> Session?
    /// Oldest first; `after` continues a page. nil when the session is not the user's.
    func messages(_ scope: TenantScope, session: SessionID, user: UserID, after: MessageID?, limit: Int) async throws
        -> [Message]?
    /// Erases the session's text and keeps the ledger. False when the session is not the user's.
    func delete(_ scope: TenantScope, session: SessionID, user: UserID) async throws -> Bool
}

package enum ConversationStoreError: Error, Sendable {
    case sessionTaken
    /// The key that the turn's request claimed is another request's by now, which answers in its place.
    case claimLost
}
