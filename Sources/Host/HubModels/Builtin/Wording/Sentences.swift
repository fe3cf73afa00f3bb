/// A text's sentences, so that some of them can be quoted whole.
enum Sentences {
    struct Sentence: Sendable {
        let text: String
        /// Whether a line begins with it.
        let beginsLine: Bool

        /// Whether it is a row of a table, which is never split: documents are read so that bars stand between cells.
        var isRow: Bool { text.contains(" | ") }
    }

    /// In their order. Marks of Markdown's headings are left out, and so are lines that only repeat one of `headings`.
    static func of(_ text: String, without headings: [String]) -> [Sentence] {
        let repeated = Set(
            headings.flatMap { $0.split(separator: "›").map { folded($0[...]) } } + headings.map { folded($0[...]) })
        var sentences: [Sentence] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let plain = line.drop { $0 == "#" || $0.isWhitespace }
            guard !plain.isEmpty, !repeated.contains(folded(plain)) else { continue }
            var isFirst = true
            for part in plain.contains(" | ") ? [String(plain)] : split(plain) {
                sentences.append(Sentence(text: part, beginsLine: isFirst))
                isFirst = false
            }
        }
        return sentences
    }

    /// For each sentence that is a row of a table, but not its first one, the place of that, which says what the columns are.
    static func heads(of sentences: [Sentence]) -> [Int?] {
        var head: Int?
        return sentences.enumerated().map { place, sentence in
            guard sentence.isRow else {
                head = nil
                return nil
            }
            if head == nil {
                head = place
                return nil
            }
            return head
        }
    }

    /// As they stood: lines stay lines.
    static func joined(_ sentences: [Sentence]) -> String {
        var text = ""
        for (place, sentence) in sentences.enumerated() {
            if place > 0 { text += sentence.beginsLine ? "\n" : " " }
            text += sentence.text
        }
        return text
    }

    /// A sentence ends with a mark and white space after it. A number's point, and that of a list's item, ends none.
    private static func split(_ line: Substring) -> [String] {
        var sentences: [String] = []
        var sentence = ""
        var last: Character?
        for character in line {
            let ends = last.map { ".!?…".contains($0) } ?? false
            if ends, character.isWhitespace, sentence.count > 3 {
                sentences.append(sentence)
                sentence = ""
            } else if !(sentence.isEmpty && character.isWhitespace) {
                sentence.append(character)
            }
            last = character
        }
        if !sentence.isEmpty { sentences.append(sentence) }
        return sentences
    }

    private static func folded(_ line: Substring) -> String {
        line.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
