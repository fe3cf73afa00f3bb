import HubCore

/// What the conversation spoke of before the current message, latest first. What was mentioned last wins.
///
/// Read only when something is missing: most messages say all that a tool needs.
struct Recollection {
    private enum Mention {
        case entities([Entity])
        case message(SpokenMessage)
    }

    private let messages: ArraySlice<ModelMessage>
    private let brief: AnswerBrief
    private let today: CivilDate
    private lazy var mentions = read()

    /// `messages` are those before the current one.
    init(_ messages: ArraySlice<ModelMessage>, brief: AnswerBrief, today: CivilDate) {
        self.messages = messages
        self.brief = brief
        self.today = today
    }

    private func read() -> [Mention] {
        var mentions: [Mention] = []
        for message in messages.reversed() {
            switch message {
            case .user(let text):
                mentions.append(.message(SpokenMessage(text, language: brief.language, today: today)))
            case .assistant(_, _, let entities): if !entities.isEmpty { mentions.append(.entities(entities)) }
            case .toolResult: break
            }
        }
        mentions.append(.entities(brief.entities))
        return mentions
    }

    /// The value that was mentioned last and fits the slot.
    mutating func value(for index: Int, of tool: BuiltinTool) -> JSONValue? {
        let slot = tool.slots[index]
        switch slot.elementKind {
        case .question, .boolean, .constant, .list, .unsupported: return nil
        case .code, .choice, .date, .number, .name: break
        }
        for mention in mentions {
            switch mention {
            case .entities(let entities):
                if let value = Self.value(for: slot, among: entities) { return value }
            case .message(let message):
                let reading = ArgumentReader(tool: tool, message: message, leniency: .announcedOnly).read()
                if let value = reading.fitting(index).last?.value { return value }
            }
        }
        return nil
    }

    /// The latest entity of the slot's name; else the latest whose name has all words of the slot's, where the slot's
    /// schema tells its values from others.
    private static func value(for slot: Slot, among entities: [Entity]) -> JSONValue? {
        if let same = entities.last(where: { $0.name == slot.name && slot.accepts($0.value) }) { return same.value }
        guard case .code(.strict) = slot.elementKind else { return nil }
        let words = Set(FieldName.words(slot.name).filter { !Lexicon.identifying.contains($0) })
        guard !words.isEmpty else { return nil }
        return entities.last {
            words.isSubset(of: FieldName.words($0.name)) && slot.accepts($0.value)
        }?.value
    }
}
