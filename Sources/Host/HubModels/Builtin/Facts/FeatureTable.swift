import HubCore

/// Collects words, and pairs of neighbours, with weights. Pairs matter for Vietnamese, whose words have two syllables.
struct FeatureTable {
    private(set) var weights: [String: Double] = [:]
    private var before: String?

    /// Words of a text.
    mutating func add(_ text: String, weight: Double) { add(Utterance(text), weight: weight) }

    mutating func add(_ utterance: Utterance, weight: Double) {
        for word in utterance.words {
            for part in Self.parts(word.folded) { add(part, roles: word.roles, weight: weight) }
        }
        before = nil
    }

    /// Words of a name, which is read as English.
    mutating func add(_ words: [String], weight: Double) {
        for word in words {
            add(word, roles: Lexicon.roles(of: word, folded: word, in: .english), weight: weight)
        }
        before = nil
    }

    private mutating func add(_ word: String, roles: WordRoles, weight: Double) {
        guard !roles.contains(.small) else {
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
