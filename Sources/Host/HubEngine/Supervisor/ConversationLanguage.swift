import HubCore

/// The language that a conversation was in before its last message.
enum ConversationLanguage {
    /// Of the last answer, else of the last question that is clear; nil in a new conversation.
    static func previous(in window: ConversationWindow) -> Language? {
        for message in window.messages.reversed() {
            switch message.role {
            case .assistant:
                let stored = message.reply?["metadata"]?["language"]?.stringValue
                if let language = stored.flatMap(Language.init(rawValue:)) { return language }
            case .user:
                if let language = LanguageDetector.evidence(of: MessageWords(message.text)).language {
                    return language
                }
            }
        }
        return nil
    }
}
