import HubCore

/// What a model reads of a conversation.
enum ConversationHistory {
    /// The conversation's last messages, and the question; each with the files that came with it.
    static func messages(
        _ messages: [Message], question: String, attachments: [FileAttachment] = []
    ) -> [ModelMessage] {
        messages.flatMap(ModelMessage.all) + [.user(question)] + note(attachments)
    }

    /// What a model is told of files: data, whatever they are called.
    fileprivate static func note(_ attachments: [FileAttachment]) -> [ModelMessage] {
        if attachments.isEmpty { return [] }
        let files = attachments.map(\.json)
        return [.note("Data: the files attached to the message before this: " + JSONValue.array(files).text)]
    }
}

extension ModelMessage {
    /// A stored message as models read it.
    fileprivate static func all(of message: Message) -> [ModelMessage] {
        switch message.role {
        case .user: [.user(message.text)] + ConversationHistory.note(message.attachments)
        case .assistant:
            [.assistant(text: message.text, toolCalls: [], entities: message.entities)]
                + ConversationHistory.note(message.attachments)
        }
    }
}
