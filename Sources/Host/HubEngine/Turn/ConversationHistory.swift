import HubCore

/// What a model reads of a conversation.
enum ConversationHistory {
    /// The window and the question, without the oldest messages that would fill more than half of the model's context.
    static func messages(_ window: ConversationWindow, question: String, for model: LanguageModel) -> [ModelMessage] {
        // A token has about four bytes of English and two of Vietnamese.
        var bytesLeft = model.contextWindow - question.utf8.count
        var kept: [ModelMessage] = [.user(question)]
        for message in window.messages.reversed() {
            bytesLeft -= message.text.utf8.count
            if bytesLeft < 0 { break }
            kept.append(ModelMessage(message))
        }
        return kept.reversed()
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
