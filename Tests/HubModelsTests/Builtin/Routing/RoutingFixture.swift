import Foundation
import HubCore

/// The questions and agents of `Fixtures/vietnamese-questions.json`.
struct RoutingFixture {
    enum Split: String, CaseIterable {
        case tune
        case heldOut
    }

    struct Question {
        var text: String
        var agents: Set<String>
        var split: Split
    }

    let profiles: [RoutingProfile]
    let questions: [Question]
    /// Talk that is no agent's.
    let unrelated: [Question]
    /// Questions that ask two or three agents at once.
    let several: [Question]
    /// Questions that look so and ask one.
    let single: [Question]

    init() throws {
        let file = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/vietnamese-questions.json")
        let document = try JSONValue(parsing: Array(Data(contentsOf: file)))
        profiles = try Self.rows("agents", of: document).map { row in
            RoutingProfile(
                agent: try Self.text("name", of: row), description: try Self.text("description", of: row),
                labels: Self.texts("labels", of: row), examples: Self.texts("examples", of: row),
                vocabulary: Self.texts("vocabulary", of: row))
        }
        questions = try Self.questions("questions", of: document)
        unrelated = try Self.questions("unrelated", of: document)
        several = try Self.questions("several", of: document)
        single = try Self.questions("single", of: document)
    }

    private struct Malformed: Error {
        var member: String
    }

    private static func questions(_ member: String, of document: JSONValue) throws -> [Question] {
        try rows(member, of: document).map { row in
            guard let split = Split(rawValue: try text("split", of: row)) else { throw Malformed(member: "split") }
            let agents = row["agent"]?.stringValue.map { [$0] } ?? texts("agents", of: row)
            return Question(text: try text("text", of: row), agents: Set(agents), split: split)
        }
    }

    private static func rows(_ member: String, of document: JSONValue) throws -> [JSONValue] {
        guard let rows = document[member]?.arrayValue else { throw Malformed(member: member) }
        return rows
    }

    private static func text(_ member: String, of row: JSONValue) throws -> String {
        guard let text = row[member]?.stringValue else { throw Malformed(member: member) }
        return text
    }

    static func texts(_ member: String, of row: JSONValue) -> [String] {
        row[member]?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    /// The text as it is typed without a Vietnamese keyboard: no diacritics, capitals and marks as they were.
    static func withoutDiacritics(_ text: String) -> String {
        text.replacingOccurrences(of: "đ", with: "d").replacingOccurrences(of: "Đ", with: "D")
            .folding(options: .diacriticInsensitive, locale: Locale(identifier: "en_US_POSIX"))
    }
}

extension RoutingVerdict {
    /// Whether the message went to this agent, surely.
    func isSurely(_ agent: String) -> Bool { decision == .agent && candidates.first?.agent == agent }
}
