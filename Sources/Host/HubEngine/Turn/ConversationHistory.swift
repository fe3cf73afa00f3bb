import HubCore

extension ModelMessage {
    /// A stored message as models read it.
    init(_ message: Message) {
        switch message.role {
        case .user: self = .user(message.text)
        case .assistant: self = .assistant(text: message.text, toolCalls: [], entities: message.entities)
        }
    }
}
