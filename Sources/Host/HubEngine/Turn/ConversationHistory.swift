import HubCore

/// What a model reads of a conversation.
enum ConversationHistory {
    /// The conversation's last messages, and the question.
    static func messages(_ messages: [Message], question: String) -> [ModelMessage] {
        messages.map(ModelMessage.init) + [.user(question)]
    }
}

extension ModelMessage {
    /// A stored message as models read it.
    init(_ message: Message) {
        switch message.role {
        case .user: self = .user(message.text)
        case .assistant: self = .assistant(text: message.text, toolCalls: [], entities: message.entities)
        }
    }
}
