/// What a turn reads of its session, in one read.
package struct ConversationWindow: Sendable {
    /// Oldest first; user and assistant messages. Only the last one comes with its stored reply: replies are long, and
    /// no turn looks further back for more than an answer's text and entities.
    package var messages: [Message]
    /// Entities of the whole session, the most recently mentioned last, at most one a name.
    package var entities: [Entity]
    /// The agent of the session's last answered turn.
    package var lastAgent: String?
    /// The configuration's version at the time of the read.
    package var configurationVersion: Int64

    package init(
        messages: [Message] = [], entities: [Entity] = [], lastAgent: String? = nil, configurationVersion: Int64 = 0
    ) {
        self.messages = messages
        self.entities = entities
        self.lastAgent = lastAgent
        self.configurationVersion = configurationVersion
    }
}

/// A session's state for a user who asks for it.
package enum SessionLookup: Sendable {
    /// No message yet: the id is free in this tenant.
    case new(configurationVersion: Int64)
    case existing(ConversationWindow)
    /// Another user's of the same tenant: must look like nothing at all.
    case foreign
}
