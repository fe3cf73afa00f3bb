import Foundation
import HubCore

/// Turns for tests of what they leave behind.
enum TurnFixture {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)

    /// The `number`-th minute's turn.
    static func turn(
        _ session: SessionID = SessionID(), user: UserID = .ann, number: Int = 0, agent: String? = "Stock",
        entities: [Entity] = [], usage: [UsageEntry] = [], audit: [AuditEntry] = []
    ) -> TurnRecord {
        let time = start.addingTimeInterval(Double(number) * 60)
        return TurnRecord(
            session: session, user: user,
            question: Message(
                id: MessageID(.version7(now: time)), role: .user, text: "question \(number)", createdAt: time),
            answer: Message(
                id: MessageID(.version7(now: time)), role: .assistant, text: "answer \(number)", agent: agent,
                reply: ["text": .string("answer \(number)")],
                entities: entities, createdAt: time.addingTimeInterval(1)),
            entities: entities, usage: usage, audit: audit)
    }

    static let usage = UsageEntry(
        provider: "openai", model: "gpt", agent: "Stock", usage: TokenUsage(inputTokens: 10, outputTokens: 2),
        costNanodollars: 1234, succeeded: true)
}
