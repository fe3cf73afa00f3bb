import HubCore

/// Cuts a text into words. Marks that hold a value together (`SKU-12345`, `12.345,50`, `15/10/2025`, `a@b.vn`) stay
/// inside a word where letters or digits stand on both sides of them; all other marks part words.
struct WordSplitter {
    private(set) var words: [Utterance.Word] = []
    private(set) var quotations: [Utterance.Quotation] = []
    private(set) var hasQuestionMark = false

    private let scalars: [Unicode.Scalar]
    private let language: Language
    private var gap = Utterance.Gap.clause
    /// The mark that would close the quotation under way, and where that one began.
    private var opened: (closing: Unicode.Scalar, scalar: Int, word: Int)?

    init(scalars: [Unicode.Scalar], language: Language) {
        self.scalars = scalars
        self.language = language
    }

    mutating func split(limit: Int) {
        var position = 0
        while position < scalars.count, words.count < limit {
            if startsWord(at: position) {
                let end = endOfWord(from: position)
                append(position..<end)
                position = end
            } else {
                separate(at: position)
                position += 1
            }
        }
    }

    private func startsWord(at position: Int) -> Bool {
        let scalar = scalars[position]
        if scalar.isWordPart { return true }
        guard scalar == "+" || scalar == "-", isDigit(at: position + 1) else { return false }
        return position == 0 || !scalars[position - 1].isWordPart
    }

    private func endOfWord(from start: Int) -> Int {
        var position = start + 1
        while position < scalars.count {
            if scalars[position].isWordPart || joins(at: position) {
                position += 1
            } else {
                break
            }
        }
        return position
    }

    /// Whether the mark at the position belongs to the word around it.
    private func joins(at position: Int) -> Bool {
        guard position > 0, position + 1 < scalars.count, scalars[position - 1].isWordPart,
            scalars[position + 1].isWordPart
        else { return false }
        switch scalars[position] {
        case ".", "-", "_", "/", "@", "+": return true
        case ":": return isDigit(at: position - 1) && isDigit(at: position + 1)
        case ",": return isDigit(at: position - 1) && digits(from: position + 1) <= 3 && digits(before: position) <= 3
        default: return false
        }
    }

    private func isDigit(at position: Int) -> Bool {
        scalars.indices.contains(position) && scalars[position].isDigit
    }

    private func digits(from start: Int) -> Int { scalars[start...].prefix { $0.isDigit }.count }

    private func digits(before end: Int) -> Int { scalars[..<end].reversed().prefix { $0.isDigit }.count }

    private mutating func separate(at position: Int) {
        switch scalars[position] {
        case ".", ";", "!", "\n", ":", "(", ")", "…": gap = .clause
        case "?", "？":
            gap = .clause
            hasQuestionMark = true
        case ",", "&", "/": if gap == .space { gap = .comma }
        case "\"", "“", "”", "«", "»", "‘", "’", "'": quote(at: position)
        default: break
        }
    }

    private mutating func quote(at position: Int) {
        let mark = scalars[position]
        if let opened, mark == opened.closing {
            if scalars[position - 1] == "\\" { return }
            self.opened = nil
            guard opened.word < words.count else { return }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: unescaped((opened.scalar + 1)..<position, mark: mark))
            quotations.append(Utterance.Quotation(words: opened.word..<words.count, text: String(view)))
            return
        }
        let closing: Unicode.Scalar
        switch mark {
        case "“": closing = "”"
        case "«": closing = "»"
        case "‘": closing = "’"
        case "\"": closing = "\""
        // An apostrophe inside or after a word opens nothing.
        case "'" where position == 0 || scalars[position - 1].properties.isWhitespace: closing = "'"
        default: return
        }
        if opened == nil { opened = (closing, position, words.count) }
    }

    /// Without the backslashes before the quotation's own mark.
    private func unescaped(_ place: Range<Int>, mark: Unicode.Scalar) -> [Unicode.Scalar] {
        place.filter { scalars[$0] != "\\" || $0 + 1 == place.upperBound || scalars[$0 + 1] != mark }.map {
            scalars[$0]
        }
    }

    private mutating func append(_ place: Range<Int>) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[place])
        let text = String(view)
        let folded = TextFolding.fold(text)
        var hasDigit = false
        var letters = 0
        var hasOther = false
        for scalar in scalars[place] {
            if scalar.isDigit {
                hasDigit = true
            } else if (0x41...0x5A).contains(scalar.value) {
                letters += 1
            } else if scalar.isWordPart {
                hasOther = true
            }
        }
        words.append(
            Utterance.Word(
                text: text, folded: folded, stem: Stem.of(folded), place: place, gap: words.isEmpty ? .clause : gap,
                roles: Lexicon.roles(of: text, folded: folded, in: language),
                hasDigit: hasDigit, isCapitals: letters > 0 && !hasOther && place.count >= 2,
                isCapitalised: scalars[place.lowerBound].isCapital))
        gap = .space
    }
}
