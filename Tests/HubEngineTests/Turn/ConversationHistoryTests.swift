import HubCore
import Testing

@testable import HubEngine

struct ConversationHistoryTests {
    private let window = ConversationWindow(messages: [
        Message(role: .user, text: "first"),
        Message(role: .assistant, text: "second", entities: [Entity(name: "hive", value: 1)]),
        Message(role: .user, text: "third"),
    ])

    private func texts(contextWindow: Int) -> [String] {
        let model = LanguageModel(name: "m", provider: .openAI, contextWindow: contextWindow)
        return ConversationHistory.messages(window, question: "now", for: model).map { message in
            switch message {
            case .user(let text): text
            case .assistant(let text, _, let entities): text + entities.map(\.name).joined()
            case .toolResult, .image, .note: "?"
            }
        }
    }

    @Test func isTheWindowAndTheQuestion() {
        #expect(texts(contextWindow: 1000) == ["first", "secondhive", "third", "now"])
    }

    @Test func leavesOutTheOldestThatTheModelHasNoRoomFor() {
        #expect(texts(contextWindow: 15) == ["secondhive", "third", "now"])
        #expect(texts(contextWindow: 0) == ["now"])
    }
}
