import HubCore

/// What the embedded model knows of a tool, worked out once.
final class BuiltinTool: Sendable {
    let tool: ModelTool
    let slots: [Slot]
    /// Words and pairs of words that speak of the tool, by how much.
    let features: [String: Double]

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
    }

    var requiredSlots: [Int] { slots.indices.filter { slots[$0].need == .required } }
}

/// Collects words, and pairs of neighbours, with weights. Pairs matter for Vietnamese, whose words have two syllables.
struct FeatureTable {
    private(set) var weights: [String: Double] = [:]
    private var before: String?

    /// Words of a text.
    mutating func add(_ text: String, weight: Double) { add(Utterance(text), weight: weight) }

    mutating func add(_ utterance: Utterance, weight: Double) {
        for word in utterance.words {
            for part in Self.parts(word.folded) { add(part, isSmall: word.isSmall, weight: weight) }
        }
        before = nil
    }

    /// Words of a name, which is read as English.
    mutating func add(_ words: [String], weight: Double) {
        for word in words {
            let roles = Lexicon.roles(of: word, folded: word, in: .english)
            add(word, isSmall: roles.contains(.small), weight: weight)
        }
        before = nil
    }

    private mutating func add(_ word: String, isSmall: Bool, weight: Double) {
        guard !isSmall else {
            before = nil
            return
        }
        let stem = Stem.of(word)
        raise(stem, weight)
        if let before { raise("\(before) \(stem)", weight) }
        before = stem
    }

    private mutating func raise(_ feature: String, _ weight: Double) {
        weights[feature] = max(weights[feature] ?? 0, weight)
    }

    /// The parts of a word that marks hold together.
    static func parts(_ word: String) -> [String] {
        if word.utf8.allSatisfy({ $0.isASCIILetterOrDigit || $0 >= 0x80 }) { return [word] }
        return word.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}

extension UInt8 {
    var isASCIILetterOrDigit: Bool { isASCIIDigit || (self | 0x20 >= 0x61 && self | 0x20 <= 0x7A) }
}
