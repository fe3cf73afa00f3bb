import HubCore

/// What speaks for a tool: how many of the message's words speak of it, and whether its arguments can be had.
struct ToolEvidence {
    let tool: BuiltinTool
    var reading: ArgumentReading
    /// Arguments of required slots that the message does not give and the conversation does.
    var recalled: [Int: JSONValue]
    var missing: [Int]
    /// Weighted words of the message that speak of the tool, fewer the more tools they speak of.
    var words: Double
    /// Whether any word speaks of the tool, or of the agent that has it.
    let isMentioned: Bool

    /// A value in the message that only a value of this tool's can be, or one that was announced.
    var hasTellingValue: Bool {
        tool.slots.indices.contains { index in
            reading.values[index].contains { Self.isTelling($0, slot: tool.slots[index]) }
        }
    }

    var score: Double {
        var score = words
        for index in tool.slots.indices {
            let isRequired = tool.slots[index].need == .required
            if reading.values[index].contains(where: { Self.isTelling($0, slot: tool.slots[index]) }) {
                score += isRequired ? 4 : 1.5
            } else if !reading.values[index].isEmpty {
                score += isRequired ? 0.5 : 0.25
            }
        }
        return score + Double(recalled.count) * 0.5 - Double(missing.count) * 2
    }

    private static func isTelling(_ value: SpokenValue, slot: Slot) -> Bool {
        switch slot.elementKind {
        case .code(.strict): value.verdict == .fitting || value.cue >= .medium
        case .code(.loose): value.cue >= .medium || slot.need == .required
        case .choice, .date, .attachment: true
        case .number: value.cue >= .medium
        case .name: value.cue >= .strong
        case .boolean, .question, .constant, .list, .unsupported: false
        }
    }
}
