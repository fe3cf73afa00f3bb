import HubCore

/// A message cut into words, with what slot filling asks of each.
///
/// Only its beginning is read (`scalarLimit`): a question is short, and a pasted document must not cost the turn's time.
struct Utterance: Sendable {
    struct Word: Sendable {
        let text: String
        /// `TextFolding.fold` of the text.
        let folded: String
        /// The folded text without an English ending, for comparison with other words.
        let stem: String
        /// Where it stands in `Utterance.scalars`.
        let place: Range<Int>
        let gap: Gap
        let roles: WordRoles
        let hasDigit: Bool
        /// Two or more ASCII letters or digits with a letter among them, none of them small.
        let isCapitals: Bool
        let isCapitalised: Bool

        var isSmall: Bool { roles.contains(.small) }
    }

    /// What stands between a word and the one before.
    enum Gap: Sendable {
        case space
        /// A comma or its like: a list goes on.
        case comma
        /// The end of a clause, or the beginning of the text.
        case clause
    }

    /// Words between quotation marks.
    struct Quotation: Sendable {
        let words: Range<Int>
        let text: String
    }

    static let scalarLimit = 4096
    static let wordLimit = 256

    let scalars: [Unicode.Scalar]
    let words: [Word]
    let quotations: [Quotation]
    let hasQuestionMark: Bool
    /// No word is written in small letters, so that capitals say nothing.
    let isShouted: Bool

    /// `language` is that of words without marks; without one, that of the text's look.
    init(_ text: String, language: Language? = nil) {
        let scalars = Array(text.unicodeScalars.prefix(Self.scalarLimit))
        let language = language ?? (TextFolding.hasVietnameseLetters(text) ? .vietnamese : .english)
        var splitter = WordSplitter(scalars: scalars, language: language)
        splitter.split(limit: Self.wordLimit)
        self.scalars = scalars
        words = splitter.words
        quotations = splitter.quotations
        hasQuestionMark = splitter.hasQuestionMark
        isShouted = !splitter.words.contains { word in
            !word.hasDigit && word.text.unicodeScalars.contains(where: \.isSmallLetter)
        }
    }

    /// The text of these words as it was written, with what stands between them.
    func text(of range: Range<Int>) -> String {
        guard let first = words[range].first, let last = words[range].last else { return "" }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[first.place.lowerBound..<last.place.upperBound])
        return String(view)
    }

    /// The stems of these words, one space between two.
    func stems(of range: Range<Int>) -> String {
        range.count == 1 ? words[range.lowerBound].stem : words[range].map(\.stem).joined(separator: " ")
    }
}
