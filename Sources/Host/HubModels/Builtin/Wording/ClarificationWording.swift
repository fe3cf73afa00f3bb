import HubCore

/// Asks for what a tool needs, or says what can be asked.
struct ClarificationWording: Sendable {
    static let abilityLimit = 5

    let language: Language

    private var phrases: Phrases { Phrases(language: language) }

    func question(_ tool: BuiltinTool, slots: [Int]) -> String {
        requests(slots.map { tool.slots[$0] }).joined(separator: " ")
    }

    func requests(_ slots: [Slot]) -> [String] {
        guard slots.count > 1 else { return slots.map { SlotWording(slot: $0, language: language).question } }
        let words = slots.map { SlotWording(slot: $0, language: language).request }
        let list = phrases.list(words, phrases.and)
        return [phrases.text("Please tell me: \(list).", "Vui lòng cho biết: \(list).")]
    }

    func introduction(_ tools: [BuiltinTool], brief: AnswerBrief) -> String {
        phrases.capabilities(
            tools.prefix(Self.abilityLimit).map { ability($0.tool) },
            domain: PlainText.line(brief.agentLabel, limit: 80))
    }

    /// The tool's label, else its description, else its name made readable.
    private func ability(_ tool: ModelTool) -> String {
        if let text = tool.labels[tool.name]?.texts[language] { return PlainText.line(text, limit: 120) }
        let description = PlainText.line(tool.description, limit: 200)
        return description.isEmpty ? FieldName.humanised(tool.name) : description
    }
}
