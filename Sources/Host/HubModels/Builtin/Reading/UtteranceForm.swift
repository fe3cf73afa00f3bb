extension Utterance {
    /// Whether it is a question or an order by its form.
    var asks: Bool {
        if hasQuestionMark { return true }
        for (position, word) in words.enumerated() {
            if word.roles.contains(.request) { return true }
            if position > 0, Lexicon.requestPairs.contains("\(words[position - 1].folded) \(word.folded)") {
                return true
            }
        }
        return false
    }

    /// Thanks, greetings and the like, and nothing else.
    var isCourtesy: Bool {
        words.contains { $0.roles.contains(.courtesy) }
            && words.allSatisfy { $0.roles.contains(.courtesy) || $0.isSmall && !$0.roles.contains(.request) }
    }
}
