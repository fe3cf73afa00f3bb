import FoundationEssentials

/// A conversation of one user.
package struct Session: Sendable {
    package var id: SessionID
    package var user: UserID
    package var createdAt: Date
    package var updatedAt: Date
    package var messageCount: Int
    /// The agent that answered last.
    package var lastAgent: String?

    package init(
        id: SessionID, user: UserID, createdAt: Date, updatedAt: Date, messageCount: Int, lastAgent: String? = nil
    ) {
        self.id = id
        self.user = user
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.messageCount = messageCount
        self.lastAgent = lastAgent
    }
}
