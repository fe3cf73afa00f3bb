import HubCore

/// A tool call of this turn with its outcome.
struct AnsweredCall: Sendable {
    let name: String
    /// nil when the request no longer offers the tool.
    let tool: BuiltinTool?
    let arguments: JSONObject
    let outcome: ToolOutcome

    /// All of the turn so far: those after the last message of the user's, in the order of their results.
    static func all(after user: Int?, in messages: [ModelMessage], tools: [BuiltinTool]) -> [AnsweredCall] {
        var arguments: [String: JSONObject] = [:]
        var answered: [AnsweredCall] = []
        for message in messages[((user ?? -1) + 1)...] {
            switch message {
            case .user, .image, .note: break
            case .assistant(_, let calls, _): for call in calls { arguments[call.id] = Self.object(call.arguments) }
            case .toolResult(let result):
                answered.append(
                    AnsweredCall(
                        name: result.name, tool: tools.first { $0.tool.name == result.name },
                        arguments: arguments[result.callID] ?? JSONObject(), outcome: result.outcome))
            }
        }
        return answered
    }

    private static func object(_ text: String) -> JSONObject {
        do {
            return try JSONValue(parsing: text).objectValue ?? JSONObject()
        } catch {
            // Another model's words, which its own error result speaks of.
            return JSONObject()
        }
    }

    /// What was asked for, by label: "order number 17, month 2025-10"; nil when the call has no argument to name.
    func subject(in language: Language, limit: Int = 80) -> String? {
        let values = ValueWording(language: language)
        var parts: [String] = []
        for (name, value) in arguments {
            let slot = tool?.slots.first { $0.name == name }
            if case .constant? = slot?.kind { continue }
            // Nobody knows a file by its id, and everybody what they have just said.
            if slot?.source != nil { continue }
            let shown: String
            switch value {
            case .array(let elements):
                shown = elements.prefix(limit > 80 ? elements.count : 5).compactMap {
                    $0.stringValue ?? $0.numberValue?.literal
                }.joined(
                    separator: ", ")
            case .object where limit > 80: shown = value.text
            case .object, .null: continue
            case .bool, .number, .string:
                guard let text = values.scalar(value, field: FieldTraits(name: name), currency: nil) else { continue }
                shown = text
            }
            let short = PlainText.line(shown, limit: limit)
            if case .question? = slot?.elementKind {
                parts.append("\"\(short)\"")
            } else {
                parts.append("\(label(of: name, slot: slot, language: language)) \(short)")
            }
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// Whether what was asked for is one thing that has its fields.
    var isAboutOneThing: Bool {
        guard arguments.count == 1, let name = arguments.keys.first, arguments[name]?.stringValue != nil,
            let slot = tool?.slots.first(where: { $0.name == name })
        else { return false }
        if case .code = slot.kind { return true }
        return false
    }

    private func label(of name: String, slot: Slot?, language: Language) -> String {
        slot.map { SlotWording(slot: $0, language: language).label }
            ?? FieldName.uncapitalised(FieldName.humanised(name))
    }
}
