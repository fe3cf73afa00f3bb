/// A word of a text as it is indexed and searched.
struct Word: Sendable, Hashable {
    /// Lower-case, without marks, `d` for `đ`, English plurals in the singular: what is the same for who writes without marks.
    let folded: String
    /// With its marks, the tones at the end; nil: it has none.
    let exact: String?

    /// The words of a text in their order. No text has any other effect than its words: they hold letters, digits and marks.
    static func all(of text: some StringProtocol) -> [Word] {
        var reader = WordReader()
        for scalar in text.unicodeScalars { reader.take(scalar) }
        return reader.finished()
    }
}

/// Reads words scalar by scalar.
private struct WordReader {
    private var words: [Word] = []
    private var folded = String.UnicodeScalarView()
    private var exact = String.UnicodeScalarView()
    private var tones: [Unicode.Scalar] = []
    private var hasMarks = false

    mutating func take(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x61...0x7A, 0x30...0x39: append(scalar)
        case 0x41...0x5A: append(Unicode.Scalar(UInt8(scalar.value) + 0x20))
        // An apostrophe joins: "don't", "company’s".
        case 0x27, 0x2019: break
        case 0..<0x80: endWord()
        case 0x300...0x36F: if !folded.isEmpty { mark(scalar) }
        case _:
            for scalar in scalar.properties.lowercaseMapping.unicodeScalars { takeOther(scalar) }
        }
    }

    mutating func finished() -> [Word] {
        endWord()
        return words
    }

    private mutating func takeOther(_ scalar: Unicode.Scalar) {
        if let letter = LetterTable.letter(scalar) {
            folded.append(letter.base)
            exact.append(contentsOf: letter.shape)
            tones += letter.tones
            hasMarks = true
        } else if (0x300...0x36F).contains(scalar.value) {
            mark(scalar)
        } else if scalar.properties.isIdeographic {
            // Written without spaces: each is a word.
            endWord()
            append(scalar)
            endWord()
        } else {
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .letterNumber, .nonspacingMark, .spacingMark:
                append(scalar)
            // A soft hyphen and other invisible signs divide no word.
            case .format: break
            case _: endWord()
            }
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        folded.append(scalar)
        exact.append(scalar)
    }

    private mutating func mark(_ scalar: Unicode.Scalar) {
        hasMarks = true
        if LetterTable.isTone(scalar) { tones.append(scalar) } else { exact.append(scalar) }
    }

    private mutating func endWord() {
        guard !folded.isEmpty else { return }
        let base = String(folded)
        if hasMarks {
            exact.append(contentsOf: tones)
            words.append(Word(folded: base, exact: String(exact)))
        } else {
            words.append(Word(folded: singular(base), exact: nil))
        }
        folded.removeAll(keepingCapacity: true)
        exact.removeAll(keepingCapacity: true)
        tones.removeAll(keepingCapacity: true)
        hasMarks = false
    }

    /// An English plural's singular. No Vietnamese syllable ends in an s.
    private func singular(_ word: String) -> String {
        let bytes = word.utf8
        guard bytes.count > 3, bytes.last == UInt8(ascii: "s") else { return word }
        if word.hasSuffix("ies"), bytes.count > 4 { return word.dropLast(3) + "y" }
        if ["sses", "xes", "ches", "shes"].contains(where: word.hasSuffix) { return String(word.dropLast(2)) }
        return ["ss", "us", "is"].contains(where: word.hasSuffix) ? word : String(word.dropLast())
    }
}
