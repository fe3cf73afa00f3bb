import HubCore

/// Strings and numbers.
extension Evaluation {
    mutating func apply(_ rules: StringRules, _ node: SchemaNode, _ text: String) -> Bool {
        let before = failures
        if let minimum = rules.minimumLength, !Self.hasLength(text, atLeast: minimum),
            fails(node, .minLength, ViolationWording.minimumLength(minimum, text))
        {
            return false
        }
        if let maximum = rules.maximumLength, Self.hasLength(text, atLeast: maximum == .max ? .max : maximum + 1),
            fails(node, .maxLength, ViolationWording.maximumLength(maximum, text))
        {
            return false
        }
        if let pattern = rules.pattern {
            switch matches(pattern, text, node, .pattern) {
            case true: break
            case false: if fails(node, .pattern, ViolationWording.pattern(pattern)) { return false }
            case nil: return false
            }
        }
        if let format = rules.format, !format.accepts(text), fails(node, .format, ViolationWording.format(format)) {
            return false
        }
        return failures == before
    }

    mutating func apply(_ rules: NumberRules, _ node: SchemaNode, _ number: JSONNumber) -> Bool {
        let before = failures
        if let bound = rules.minimum, number < bound, fails(node, .minimum, "must be at least \(bound.literal)") {
            return false
        }
        if let bound = rules.exclusiveMinimum, !(bound < number),
            fails(node, .exclusiveMinimum, "must be above \(bound.literal)")
        {
            return false
        }
        if let bound = rules.maximum, bound < number, fails(node, .maximum, "must be at most \(bound.literal)") {
            return false
        }
        if let bound = rules.exclusiveMaximum, !(number < bound),
            fails(node, .exclusiveMaximum, "must be below \(bound.literal)")
        {
            return false
        }
        if let divisor = rules.multipleOf, !number.isMultiple(of: divisor),
            fails(node, .multipleOf, "must be a multiple of \(divisor.literal)")
        {
            return false
        }
        return failures == before
    }

    /// Whether the pattern matches; nil when the evaluation's effort is spent, which ends it.
    mutating func matches(_ pattern: Pattern, _ text: String, _ node: SchemaNode, _ keyword: SchemaKeyword) -> Bool? {
        switch pattern.match(in: text, effort: &patternEffort) {
        case .matched: return true
        case .unmatched: return false
        case .exhausted:
            exhaust(node, keyword, ViolationWording.exhausted(pattern))
            return nil
        }
    }

    /// Counted in code points, and only as far as the bytes leave it open.
    private static func hasLength(_ text: String, atLeast length: Int) -> Bool {
        let bytes = text.utf8.count
        if bytes < length { return false }
        if bytes / 4 >= length { return true }
        return text.unicodeScalars.count >= length
    }
}
