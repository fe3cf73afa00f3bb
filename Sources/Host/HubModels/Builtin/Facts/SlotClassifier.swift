import HubCore
import HubSchema

/// Tells from a property's schema and name how its values are found in words.
struct SlotClassifier {
    let name: String
    let schema: JSONValue
    let check: CompiledSchema?

    var kind: Slot.Kind {
        if let value = schema["const"] { return .constant(value) }
        if let values = schema["enum"]?.arrayValue { return .choice(values) }
        return switch schema["type"]?.stringValue {
        case "string": stringKind
        case "number", "integer": .number
        case "boolean": .boolean
        default: .unsupported
        }
    }

    private var stringKind: Slot.Kind {
        switch schema["format"]?.stringValue {
        case "date": return .date(.day)
        case "date-time": return .date(.time)
        case "uuid", "email", "ipv4", "ipv6", "uri", "time": return .code(.loose)
        default: break
        }
        if schema["pattern"] != nil, accepts("2025-10-15") || accepts("2025-10") || accepts("15/10/2025"),
            !accepts("words"), !accepts("A-1")
        {
            return .date(accepts("2025-10-15") ? .day : accepts("2025-10") ? .month : .dayFirst)
        }
        let words = FieldName.words(name)
        let isProse = accepts("any words at all")
        if isProse, words.contains(where: Self.questionWords.contains) { return .question }
        if isProse, !isNamedLikeCode(words) { return .name }
        return .code(isProse || accepts("words") || accepts("WORDS") || accepts("Words") ? .loose : .strict)
    }

    private func accepts(_ text: String) -> Bool { check?.accepts(.string(text)) ?? true }

    private func isNamedLikeCode(_ words: [String]) -> Bool {
        if words.contains(where: Lexicon.identifying.contains) { return true }
        if words.count == 1, FieldName.isAcronym(words[0]) { return true }
        guard let examples = schema["examples"]?.arrayValue, !examples.isEmpty else { return false }
        return examples.allSatisfy {
            guard let text = $0.stringValue else { return false }
            return text.contains(where: \.isNumber) && !text.contains(" ")
        }
    }

    private static let questionWords: Set<String> = [
        "query", "question", "search", "text", "keyword", "keywords", "q", "prompt", "message", "content", "phrase",
        "term", "terms", "sentence", "hoi", "khoa",
    ]
}
