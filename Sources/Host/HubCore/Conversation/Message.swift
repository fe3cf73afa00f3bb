import FoundationEssentials

/// One stored message of a session. Append-only.
package struct Message: Sendable {
    package enum Role: String, Sendable {
        case user
        case assistant
    }

    package var id: MessageID
    package var role: Role
    package var text: String
    /// The files that came with a user's message, or that tools made for an answer.
    package var attachments: [FileAttachment]
    /// The agent that answered; nil for a user's message and for a clarification of the supervisor.
    package var agent: String?
    /// The whole reply as it was sent; nil for a user's message.
    package var reply: JSONValue?
    /// What the turn's tools spoke of, for follow-up questions ("and their orders?"); empty for a user's message.
    package var entities: [Entity]
    package var createdAt: Date

    package init(
        id: MessageID = MessageID(), role: Role, text: String, attachments: [FileAttachment] = [],
        agent: String? = nil, reply: JSONValue? = nil, entities: [Entity] = [], createdAt: Date = Date()
    ) {
        self.id = id
        self.role = role
        self.text = text
        self.attachments = attachments
        self.agent = agent
        self.reply = reply
        self.entities = entities
        self.createdAt = createdAt
    }
}

/// A thing that a conversation speaks of: a value under the name of the tool argument that it can fill (`customer_id`).
package struct Entity: Sendable, Hashable {
    package var name: String
    package var value: JSONValue

    package init(name: String, value: JSONValue) {
        self.name = name
        self.value = value
    }

    /// The file that was attached last.
    package init(attachment id: FileID) {
        self.init(name: Self.attachmentName, value: .string(id.description))
    }

    /// The name of the file that was attached last.
    package static let attachmentName = "attachment"
}
