import HubCore

/// Tells texts that look like an attack on a model from ordinary ones, by their words, in English and Vietnamese with
/// and without marks. A sign for those who read the audit log; it blocks nothing and proves nothing.
enum InjectionSignals {
    enum Kind: String, Sendable, CaseIterable {
        /// Wants the model to drop its instructions.
        case ignoreRules = "ignore_rules"
        /// Wants to see the model's instructions.
        case revealPrompt = "reveal_prompt"
        /// Wants the model to be somebody else.
        case roleChange = "role_change"
        /// Wants tokens, keys or passwords shown or sent away.
        case exfiltration
        /// Looks like the marks between a conversation's parts.
        case markup
    }

    /// How many bytes of a source are read: all that a tool can give, and a request bring.
    private static let maximumBytes = 102_400

    static func kinds(in text: String) -> Set<Kind> {
        var budget = maximumBytes
        return kinds(in: text, &budget)
    }

    /// Of a tool's result, or of the words that it failed with.
    static func kinds(in outcome: ToolOutcome) -> Set<Kind> {
        var budget = maximumBytes
        switch outcome {
        case .success(let value): return kinds(in: value, &budget)
        case .failure(let failure):
            return kinds(in: failure.message, &budget).union(kinds(in: failure.details, &budget))
        }
    }

    private static func kinds(in value: JSONValue, _ budget: inout Int) -> Set<Kind> {
        switch value {
        case .null, .bool, .number: return []
        case .string(let text): return kinds(in: text, &budget)
        case .array(let elements):
            return elements.reduce(into: []) { found, element in
                if budget > 0 { found.formUnion(kinds(in: element, &budget)) }
            }
        case .object(let members):
            return members.reduce(into: []) { found, member in
                if budget > 0 { found.formUnion(kinds(in: member.key, &budget)) }
                if budget > 0 { found.formUnion(kinds(in: member.value, &budget)) }
            }
        }
    }

    private static func kinds(in text: String, _ budget: inout Int) -> Set<Kind> {
        // Shorter than the shortest phrase.
        guard text.utf8.count >= 6 else { return [] }
        let bytes = Array(text.utf8.prefix(budget))
        budget -= bytes.count
        var found = SignalPhrases.all.kinds(in: SignalWords.folded(bytes))
        if ChatMarkup.isPresent(in: bytes) { found.insert(.markup) }
        return found
    }
}
