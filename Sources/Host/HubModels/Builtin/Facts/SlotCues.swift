import HubCore

/// The words that announce a value of a slot.
struct SlotCues: Sendable {
    enum Strength: Int, Sendable, Comparable {
        case none
        /// A word of the description.
        case weak
        /// A word of the name, or an abbreviation of the description.
        case medium
        /// The name, a label, the title, or an abbreviation of a label.
        case strong

        static func < (left: Strength, right: Strength) -> Bool { left.rawValue < right.rawValue }
    }

    /// The end of a range that a date's name speaks of.
    enum Edge: Sendable {
        case none
        case start
        case end
    }

    static let longestPhrase = 5

    private let phrases: [String: Strength]
    /// The last words of the phrases, and their greatest length: most words of a message are told by these at once.
    private let endings: Set<String>
    private let longest: Int
    let edge: Edge

    init(name: String, schema: JSONValue, label: Label?) {
        var phrases: [String: Strength] = [:]
        func add(_ words: [String], _ strength: Strength) {
            guard !words.isEmpty, words.count <= Self.longestPhrase else { return }
            let phrase = words.map(Stem.of).joined(separator: " ")
            phrases[phrase] = max(phrases[phrase] ?? .none, strength)
        }
        let nameWords = FieldName.words(name)
        let core = nameWords.filter { !Lexicon.identifying.contains($0) }
        if nameWords.count > 1 || !Self.isSmall(name.lowercased()) { add(nameWords, .strong) }
        // `item_code`: "item 17" announces it as well as "item code 17".
        if !core.isEmpty, core.count < nameWords.count || core.count > 1 { add(core, .strong) }
        for word in nameWords where !Self.isSmall(word) {
            add([word], Lexicon.identifying.contains(word) ? .weak : .medium)
        }
        for text in [schema["title"]?.stringValue].compactMap({ $0 }) + (label.map { Array($0.texts.values) } ?? []) {
            let utterance = Utterance(text)
            add(utterance.words.map(\.folded), .strong)
            for word in utterance.words where Self.isAbbreviation(word, in: utterance) { add([word.folded], .strong) }
        }
        if let description = schema["description"]?.stringValue {
            let utterance = Utterance(description)
            for word in utterance.words where !word.hasDigit && !word.isSmall {
                add([word.folded], Self.isAbbreviation(word, in: utterance) ? .medium : .weak)
            }
        }
        self.phrases = phrases
        endings = Set(phrases.keys.map { String($0.split(separator: " ").last ?? "") })
        longest = phrases.keys.map { $0.utf8.count { $0 == 0x20 } + 1 }.max() ?? 0
        let edges = Set(nameWords)
        edge =
            !edges.isDisjoint(with: ["from", "start", "since", "begin", "after", "tu", "starting"])
            ? .start
            : !edges.isDisjoint(with: ["to", "end", "until", "till", "before", "den", "through"]) ? .end : .none
    }

    /// Names of fields are read as English.
    private static func isSmall(_ word: String) -> Bool {
        Lexicon.roles(of: word, folded: word, in: .english).contains(.small)
    }

    private static func isAbbreviation(_ word: Utterance.Word, in utterance: Utterance) -> Bool {
        word.isCapitals && !word.hasDigit && (utterance.words.count == 1 || !utterance.isShouted)
    }

    /// How strongly the phrase announces a value.
    func strength(of phrase: String) -> Strength { phrases[phrase] ?? .none }

    /// How strongly a word, alone or as a part of a phrase, speaks of the slot.
    func contains(_ stem: String) -> Bool { phrases[stem] != nil }

    /// The strongest announcement that ends right before the word, with at most two connecting words between.
    func announcement(of position: Int, in utterance: Utterance) -> Strength {
        var end = position
        var best = Strength.none
        for skipped in 0...2 {
            if end > 0, endings.contains(utterance.words[end - 1].stem) {
                for count in 1...longest where count <= end {
                    best = max(best, strength(of: utterance.stems(of: (end - count)..<end)))
                }
            }
            guard best == .none, skipped < 2, end > 0, Lexicon.connectors.contains(utterance.words[end - 1].folded)
            else {
                break
            }
            end -= 1
        }
        return best
    }
}
