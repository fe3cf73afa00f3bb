/// Phrases that are signs, compiled for a search of a text's words.
///
/// A phrase is a row of steps with few words between them; a step is a set of alternatives, each some words in a row.
struct SignalPhrases: Sendable {
    /// `steps` are written as `one|two words|three`, one after the other with at most `gap` words between.
    struct Phrase: Sendable {
        var kind: InjectionSignals.Kind
        var gap: Int
        var steps: [String]

        init(_ kind: InjectionSignals.Kind, gap: Int = 0, _ steps: String...) {
            self.kind = kind
            self.gap = gap
            self.steps = steps
        }
    }

    private struct Compiled: Sendable {
        var kind: InjectionSignals.Kind
        var gap: Int
        /// Alternatives by step; a word is its number.
        var steps: [[[UInt16]]]
    }

    private var numbers: [[UInt8]: UInt16] = [:]
    private var phrases: [Compiled] = []
    /// The phrases that may begin with a word.
    private var byFirstWord: [UInt16: [Int]] = [:]

    static let all = SignalPhrases(english + vietnamese)

    init(_ phrases: [Phrase]) {
        for phrase in phrases {
            let steps = phrase.steps.map { step in
                step.split(separator: "|").map { alternative in
                    alternative.split(separator: " ").map { number(of: Array($0.utf8)) }
                }
            }
            for first in Set((steps.first ?? []).compactMap(\.first)) {
                byFirstWord[first, default: []].append(self.phrases.count)
            }
            self.phrases.append(Compiled(kind: phrase.kind, gap: phrase.gap, steps: steps))
        }
    }

    private mutating func number(of word: [UInt8]) -> UInt16 {
        if let known = numbers[word] { return known }
        let new = UInt16(numbers.count + 1)
        numbers[word] = new
        return new
    }

    /// The kinds of the phrases in a text's folded bytes.
    func kinds(in folded: [UInt8]) -> Set<InjectionSignals.Kind> {
        var words: [UInt16] = []
        SignalWords.forEach(in: folded) { words.append(numbers[Array($0)] ?? 0) }
        var found: Set<InjectionSignals.Kind> = []
        for (place, word) in words.enumerated() where word != 0 {
            for index in byFirstWord[word] ?? [] where !found.contains(phrases[index].kind) {
                if matches(phrases[index], step: 0, words, at: place) { found.insert(phrases[index].kind) }
            }
        }
        return found
    }

    private func matches(_ phrase: Compiled, step: Int, _ words: [UInt16], at place: Int) -> Bool {
        for alternative in phrase.steps[step] where words[place...].starts(with: alternative) {
            if step + 1 == phrase.steps.count { return true }
            let next = place + alternative.count
            for candidate in next..<max(next, min(words.count, next + phrase.gap + 1))
            where matches(phrase, step: step + 1, words, at: candidate) {
                return true
            }
        }
        return false
    }
}
