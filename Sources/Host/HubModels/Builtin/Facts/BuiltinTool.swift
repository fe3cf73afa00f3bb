import HubCore

/// What the embedded model knows of a tool, worked out once.
final class BuiltinTool: Sendable {
    let tool: ModelTool
    let slots: [Slot]
    /// Words and pairs of words that speak of the tool, by how much.
    let features: [String: Double]
    /// Words that order what it does, folded.
    let actions: Set<String>
    /// Whether it says of itself that it gives many things and not one.
    let givesMany: Bool

    init(_ tool: ModelTool) {
        self.tool = tool
        let required = Set((tool.inputSchema["required"]?.arrayValue ?? []).compactMap(\.stringValue))
        slots = (tool.inputSchema["properties"]?.objectValue ?? JSONObject()).map { name, schema in
            Slot(
                name: name, schema: schema, root: tool.inputSchema,
                need: required.contains(name) ? .required : .optional, labels: tool.labels)
        }
        var features = FeatureTable()
        features.add(FieldName.words(tool.name), weight: 3)
        features.add(tool.description, weight: 1.5)
        for slot in slots {
            features.add(FieldName.words(slot.name), weight: 2)
            if let description = slot.schema["description"]?.stringValue { features.add(description, weight: 1) }
            if case .choice(let values) = slot.elementKind {
                for value in values { features.add(FieldName.words(value.stringValue ?? ""), weight: 1) }
            }
        }
        for (field, label) in tool.labels {
            features.add(FieldName.words(field), weight: 2)
            for text in label.texts.values { features.add(text, weight: 2) }
        }
        self.features = features.weights
        actions = ActionWords.of(tool)
        givesMany =
            Plurality.isOfMany(Utterance(FieldName.words(tool.name).joined(separator: " "), language: .english))
            || Plurality.isOfMany(Utterance(tool.description))
    }

    var requiredSlots: [Int] { slots.indices.filter { slots[$0].need == .required } }
}
