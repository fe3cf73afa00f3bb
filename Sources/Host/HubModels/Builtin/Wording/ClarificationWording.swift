import HubCore

/// Asks for what a tool needs, or says what can be asked.
struct ClarificationWording: Sendable {
    static let abilityLimit = 5

    let language: Language

    private var phrases: Phrases { Phrases(language: language) }

    /// What is said to the user for a plan that calls nothing yet; nil for the others.
    func text(_ plan: CallPlan) -> String? {
        switch plan {
        case .ask(let tool, let slots): return question(tool, slots: slots)
        case .confirm(let tool, let arguments, let omitted):
            return confirmation(tool, arguments, omitted: omitted)
        case .correct(let tool, let slot, let value):
            let complaint = SlotWording(slot: tool.slots[slot], language: language).complaint(about: value)
            return phrases.text("Please check a value: \(complaint)", "Vui lòng kiểm tra lại: \(complaint)")
        case .unreal(let tool, let date, let slots):
            let lead = phrases.text(
                "Please check the date: \(date) does not exist.", "Vui lòng kiểm tra lại: ngày \(date) không tồn tại.")
            return "\(lead) \(question(tool, slots: slots))"
        case .cancelled:
            return phrases.text("Cancelled: nothing was done.", "Đã hủy: chưa có thao tác nào được thực hiện.")
        case .call, .introduce: return nil
        }
    }

    /// The language of a text that may be one of the above, told by how these begin.
    static func language(of text: String) -> Language? {
        if leads(.english).contains(where: text.hasPrefix) { return .english }
        return leads(.vietnamese).contains(where: text.hasPrefix) ? .vietnamese : nil
    }

    private static func leads(_ language: Language) -> [String] {
        switch language {
        case .english: ["Which ", "Please tell me", "Please attach", "Please check", "Please confirm"]
        case .vietnamese:
            ["Bạn muốn hỏi ", "Vui lòng cho biết", "Vui lòng đính kèm", "Vui lòng kiểm tra", "Vui lòng xác nhận"]
        }
    }

    private func confirmation(_ tool: BuiltinTool, _ calls: [JSONObject], omitted: Int) -> String {
        let action = ability(tool.tool)
        let values = calls.compactMap { arguments in
            AnsweredCall(name: tool.tool.name, tool: tool, arguments: arguments, outcome: .success(.null))
                .subject(in: language, limit: 1000)
        }
        var lines = [
            phrases.text("Please confirm. I am about to do this: ", "Vui lòng xác nhận. Tôi sắp thực hiện: ") + action
        ]
        lines += values.map { "- \($0)" }
        if omitted > 0 {
            lines.append(
                phrases.text(
                    "The other \(omitted) are left out; please order them separately.",
                    "Còn \(omitted) giá trị khác chưa được tính; vui lòng yêu cầu riêng."))
        }
        lines.append(
            phrases.text(
                "Reply \"yes\" to go ahead; any other reply cancels it.",
                "Trả lời \"đồng ý\" để tiếp tục; câu trả lời khác sẽ hủy thao tác này."))
        return lines.joined(separator: "\n")
    }

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
