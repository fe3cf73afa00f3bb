import HubCore

/// What the conversation spoke of before the current message, latest first. What was mentioned last wins.
///
/// Read only when something is missing, and only as far back as needed: most messages say all that a tool needs.
struct Recollection {
    private let messages: ArraySlice<ModelMessage>
    private let brief: AnswerBrief
    private let today: CivilDate
    private var read: [Int: SpokenMessage] = [:]

    /// `messages` are those before the current one.
    init(_ messages: ArraySlice<ModelMessage>, brief: AnswerBrief, today: CivilDate) {
        self.messages = messages
        self.brief = brief
        self.today = today
    }

    /// The value that was mentioned last and fits the slot.
    mutating func value(for index: Int, of tool: BuiltinTool) -> JSONValue? {
        let slot = tool.slots[index]
        switch slot.elementKind {
        case .attachment:
            let last = brief.entities.last { $0.name == Entity.attachmentName && slot.accepts($0.value) }
            return last?.value
        case .question, .boolean, .constant, .list, .unsupported: return nil
        case .code, .choice, .date, .number, .name: break
        }
        for position in messages.indices.reversed() {
            switch messages[position] {
            case .assistant(_, _, let entities):
                if let value = Self.value(for: slot, among: entities) { return value }
            case .user(let text):
                let reader = ArgumentReader(tool: tool, message: message(at: position, text), leniency: .announcedOnly)
                if let value = reader.read().fitting(index).last?.value { return value }
            case .toolResult, .image, .note: break
            }
        }
        return Self.value(for: slot, among: brief.entities)
    }

    private mutating func message(at position: Int, _ text: String) -> SpokenMessage {
        if let known = read[position] { return known }
        let message = SpokenMessage(text, language: brief.language, today: today)
        read[position] = message
        return message
    }

    /// The latest entity of the slot's name; else the latest whose name has all words of the slot's, where the slot's
    /// schema tells its values from others.
    private static func value(for slot: Slot, among entities: [Entity]) -> JSONValue? {
        if let same = entities.last(where: { $0.name == slot.name && slot.accepts($0.value) }) { return same.value }
        guard case .code(.strict) = slot.elementKind, !entities.isEmpty else { return nil }
        let words = Set(FieldName.words(slot.name).filter { !Lexicon.identifying.contains($0) })
        guard !words.isEmpty else { return nil }
        return entities.last {
            words.isSubset(of: FieldName.words($0.name)) && slot.accepts($0.value)
        }?.value
    }
}
