import HubCore
import Testing

@testable import HubEngine

struct ConversationHistoryTests {
    private let window = ConversationWindow(messages: [
        Message(role: .user, text: "first"),
        Message(role: .assistant, text: "second", entities: [Entity(name: "hive", value: 1)]),
        Message(role: .user, text: "third"),
    ])

    private func texts() -> [String] {
        ConversationHistory.messages(window.messages, question: "now").map { message in
            switch message {
            case .user(let text): text
            case .assistant(let text, _, let entities): text + entities.map(\.name).joined()
            case .toolResult, .image, .note: "?"
            }
        }
    }

    @Test func isTheWindowAndTheQuestion() {
        #expect(texts() == ["first", "secondhive", "third", "now"])
    }
}
