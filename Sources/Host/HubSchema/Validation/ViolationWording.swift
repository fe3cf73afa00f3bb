import HubCore

/// The sentences of violations: a subject that says where, a predicate that says what was expected.
///
/// Of the instance they tell types, lengths and the names of members, never a value. What a schema says is quoted,
/// shortened where it is long.
enum ViolationWording {
    private static let maximumQuote = 80

    static func token(_ step: Evaluation.Step) -> String {
        switch step {
        case .member(let name): name
        case .item(let position): String(position)
        }
    }

    /// `the value`, `item 2`, `"amount"`, `"customer.orders[2].sku"`.
    static func subject(_ path: [Evaluation.Step]) -> String {
        if path.isEmpty { return "the value" }
        var text = ""
        for step in path {
            switch step {
            case .member(let name): text += (text.isEmpty ? "" : ".") + name
            case .item(let position): text += "[\(position)]"
            }
        }
        if case .item(let position) = path[0], path.count == 1 { return "item \(position + 1)" }
        return quoted(text)
    }

    /// The message without its subject when it speaks of the place itself.
    static func predicate(of violation: SchemaViolation, at path: [Evaluation.Step]) -> String {
        let subject = subject(path) + " "
        guard violation.instancePointer.tokens.count == path.count, violation.message.hasPrefix(subject) else {
            return violation.message
        }
        return String(violation.message.dropFirst(subject.count))
    }

    static func type(_ types: JSONTypeSet, _ value: JSONValue) -> String {
        let names = types.typeNames.map(withArticle)
        let found =
            if case .number(let number) = value, number.isInteger { "an integer" } else { withArticle(value.typeName) }
        return "must be \(joined(names, "or")), not \(found)"
    }

    static func constant(_ value: JSONValue) -> String { "must be \(shown(value))" }

    static func choice(_ values: [JSONValue]) -> String {
        let shownValues = values.prefix(10).map(shown)
        if values.isEmpty { return "has no allowed value" }
        if values.count == 1 { return "must be \(shownValues[0])" }
        let list = values.count > 10 ? shownValues + ["…"] : shownValues
        return "must be one of \(list.joined(separator: ", "))"
    }

    static func minimumLength(_ length: Int, _ text: String) -> String {
        "must have at least \(count(length, "character")), not \(text.unicodeScalars.count)"
    }

    static func maximumLength(_ length: Int, _ text: String) -> String {
        "must have at most \(count(length, "character")), not \(text.unicodeScalars.count)"
    }

    static func pattern(_ pattern: Pattern) -> String { "must match the pattern \(shortened(pattern.source))" }

    static func exhausted(_ pattern: Pattern) -> String {
        "takes too long to check against the pattern \(shortened(pattern.source)): make it shorter"
    }

    static func format(_ format: SchemaFormat) -> String { "must be \(format.noun)" }

    static func minimumItems(_ minimum: Int, _ found: Int) -> String {
        "must have at least \(count(minimum, "item")), not \(found)"
    }

    static func maximumItems(_ maximum: Int, _ found: Int) -> String {
        "must have at most \(count(maximum, "item")), not \(found)"
    }

    static func equalItems(_ first: Int, _ second: Int) -> String {
        "must have no two equal items: items \(first + 1) and \(second + 1) are equal"
    }

    static func minimumContained(_ minimum: Int, _ found: Int) -> String {
        "must have at least \(count(minimum, "item")) of the kind that \"contains\" describes, not \(found)"
    }

    static func maximumContained(_ maximum: Int, _ found: Int) -> String {
        "must have at most \(count(maximum, "item")) of the kind that \"contains\" describes, not \(found)"
    }

    static func unknownItem(_ position: Int) -> String { "has an item \(position + 1), which is not allowed" }

    static func minimumMembers(_ minimum: Int, _ found: Int) -> String {
        "must have at least \(count(minimum, "member")), not \(found)"
    }

    static func maximumMembers(_ maximum: Int, _ found: Int) -> String {
        "must have at most \(count(maximum, "member")), not \(found)"
    }

    static func missing(_ name: String) -> String { "is missing the required member \(quoted(name))" }

    static func missing(_ name: String, since other: String) -> String {
        "is missing the member \(quoted(name)), which is required beside \(quoted(other))"
    }

    static func unknownMember(_ name: String, _ known: [String]) -> String {
        let start = "has the member \(quoted(name)), which is not allowed"
        if known.isEmpty { return start }
        let names = known.prefix(10).map(quoted).joined(separator: ", ")
        return start + "; allowed \(known.count == 1 ? "is" : "are") \(names)\(known.count > 10 ? ", …" : "")"
    }

    static func memberName(_ name: String, _ reason: String?) -> String {
        "has the member \(quoted(name)), whose name is not allowed\(reason.map { ": \($0)" } ?? "")"
    }

    static func noBranch(_ branches: Int, _ reasons: [String]) -> String {
        let start = branches == 1 ? "does not have the form required" : "has none of the \(branches) forms allowed"
        if reasons.isEmpty { return start }
        return start + ": " + reasons.joined(separator: "; or ") + (branches > reasons.count ? "; or …" : "")
    }

    static func severalBranches(_ branches: Int) -> String {
        "has more than one of the \(branches) forms of which it must have exactly one"
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    private static func withArticle(_ type: String) -> String {
        switch type.utf8.first {
        case UInt8(ascii: "a"), UInt8(ascii: "i"), UInt8(ascii: "o"): "an \(type)"
        case _: type == "null" ? type : "a \(type)"
        }
    }

    private static func joined(_ words: [String], _ conjunction: String) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }

    private static func quoted(_ name: String) -> String { JSONValue.string(shortened(name)).text }

    private static func shown(_ value: JSONValue) -> String { shortened(value.text) }

    private static func shortened(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count > maximumQuote else { return text }
        return String(scalars.prefix(maximumQuote)) + "…"
    }
}
