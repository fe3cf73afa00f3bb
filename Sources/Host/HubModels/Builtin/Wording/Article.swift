/// "a" or "an".
enum Article {
    static func indefinite(before phrase: String) -> String { startsWithVowelSound(phrase) ? "An" : "A" }

    private static func startsWithVowelSound(_ phrase: String) -> Bool {
        let word = phrase.prefix { $0.isLetter }
        guard let first = word.lowercased().first else { return false }
        // Abbreviations are spelt out: an "em", a "you".
        if word.count > 1, !word.contains(where: \.isLowercase), FieldName.isAcronym(String(word)) {
            return "aefhilmnorsx".contains(first)
        }
        let lowered = word.lowercased()
        if ["uni", "use", "usa", "uui", "uti", "eu"].contains(where: { lowered.hasPrefix($0) }) { return false }
        if lowered.hasPrefix("hour") || lowered.hasPrefix("hono") { return true }
        return "aeiou".contains(first)
    }
}
