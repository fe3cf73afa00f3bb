/// Words that say what stands beside them, found also where the recogniser got letters wrong or lost diacritics.
package struct Anchor: Sendable, Hashable {
    /// As the configuration has it.
    package let text: String
    /// Each word's letters and digits, folded.
    let words: [[Character]]

    package init(_ text: String) {
        self.text = text
        words = text.split(whereSeparator: \.isWhitespace).map { Array(TextFolding.letters($0)) }.filter { !$0.isEmpty }
    }

    /// A place where the anchor stands in a line.
    struct Match {
        /// Indices into the line's words.
        let words: Range<Int>
        /// Text of the last word after the anchor, where no space parts them ("No.:INV-7"); empty otherwise.
        let rest: Substring
        /// 0 to 1: 1 is letter for letter.
        let likeness: Double
    }

    /// The best match that begins at a word of a line.
    func match(in line: TextLine, at start: Int) -> Match? {
        guard !words.isEmpty else { return nil }
        let all = words.reduce(0) { $0 + $1.count }
        var best: Match?
        // Spaces that the recogniser saw or missed: the anchor's letters may be in some words more or fewer.
        var letters: [Character] = []
        for end in start..<min(line.words.count, start + words.count + 2) {
            let word = line.words[end].text
            let before = letters
            letters += line.letters[end]
            // The word may hold the anchor's end and the value, with a colon or dots between them.
            if let colon = word.firstIndex(of: ":") ?? word.firstRange(of: "..")?.lowerBound,
                colon < word.index(before: word.endIndex)
            {
                let joined = before + TextFolding.letters(word[..<colon])
                best = better(best, joined, start..<end + 1, rest: word[word.index(after: colon)...])
            }
            if letters.count > all + 3 { break }
            best = better(best, letters, start..<end + 1, rest: "")
        }
        return best
    }

    private func better(_ best: Match?, _ letters: [Character], _ range: Range<Int>, rest: Substring) -> Match? {
        let wanted = Array(words.joined())
        let distance = EditDistance.between(letters, wanted, atMost: Self.allowedErrors(wanted.count))
        guard let distance else { return best }
        let likeness = 1 - Double(distance) / Double(max(wanted.count, 1))
        if let best, best.likeness >= likeness { return best }
        return Match(words: range, rest: rest, likeness: likeness)
    }

    /// One wrong letter in every four, but short words must be right: "to" is not "no".
    static func allowedErrors(_ count: Int) -> Int { count < 4 ? 0 : count / 4 }
}
