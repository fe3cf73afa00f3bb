/// Reads words scalar by scalar, in UTF-8.
struct WordReader {
    private var words: [Word] = []
    private var folded: [UInt8] = []
    private var exact: [UInt8] = []
    private var tones: [UInt8] = []
    private var hasMarks = false

    mutating func take(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x61...0x7A, 0x30...0x39: append(UInt8(scalar.value))
        case 0x41...0x5A: append(UInt8(scalar.value) + 0x20)
        // An apostrophe joins: "don't", "company’s".
        case 0x27, 0x2019: break
        case 0..<0x80: endWord()
        case 0x300...0x36F: if !folded.isEmpty { mark(scalar) }
        case _:
            if let letter = LetterTable.letter(scalar) {
                append(letter)
            } else {
                takeOther(scalar)
            }
        }
    }

    mutating func finished() -> [Word] {
        endWord()
        return words
    }

    private mutating func takeOther(_ scalar: Unicode.Scalar) {
        guard !scalar.properties.isIdeographic else {
            // Written without spaces: each is a word.
            endWord()
            append(scalar)
            return endWord()
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .nonspacingMark, .spacingMark:
            for scalar in scalar.properties.lowercaseMapping.unicodeScalars {
                if (0x300...0x36F).contains(scalar.value) { mark(scalar) } else { append(scalar) }
            }
        // A soft hyphen and other invisible signs divide no word.
        case .format: break
        case _: endWord()
        }
    }

    private mutating func append(_ byte: UInt8) {
        folded.append(byte)
        exact.append(byte)
    }

    private mutating func append(_ letter: LetterTable.Letter) {
        folded.append(letter.base)
        letter.shape.append(to: &exact)
        letter.tone.append(to: &tones)
        hasMarks = true
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        guard let bytes = UTF8.encode(scalar) else { return }
        folded.append(contentsOf: bytes)
        exact.append(contentsOf: bytes)
    }

    private mutating func mark(_ scalar: Unicode.Scalar) {
        guard let bytes = UTF8.encode(scalar) else { return }
        hasMarks = true
        if LetterTable.isTone(scalar) {
            tones.append(contentsOf: bytes)
        } else {
            exact.append(contentsOf: bytes)
        }
    }

    private mutating func endWord() {
        guard !folded.isEmpty else { return }
        if hasMarks {
            exact.append(contentsOf: tones)
            words.append(
                Word(folded: String(decoding: folded, as: UTF8.self), exact: String(decoding: exact, as: UTF8.self)))
            tones.removeAll(keepingCapacity: true)
            hasMarks = false
        } else {
            makeSingular()
            words.append(Word(folded: String(decoding: folded, as: UTF8.self), exact: nil))
        }
        folded.removeAll(keepingCapacity: true)
        exact.removeAll(keepingCapacity: true)
    }

    /// Makes an English plural a singular. No Vietnamese syllable ends in an s.
    private mutating func makeSingular() {
        let count = folded.count
        guard count > 3, folded[count - 1] == UInt8(ascii: "s") else { return }
        let (before, last) = (folded[count - 3], folded[count - 2])
        switch last {
        case UInt8(ascii: "s"), UInt8(ascii: "u"), UInt8(ascii: "i"): return
        case UInt8(ascii: "e") where before == UInt8(ascii: "i") && count > 4:
            folded.removeLast(3)
            folded.append(UInt8(ascii: "y"))
        case UInt8(ascii: "e") where endsInHiss(count - 2): folded.removeLast(2)
        case _: folded.removeLast()
        }
    }

    /// Whether the letters before a place end in ss, x, ch or sh, after which a plural has an e.
    private func endsInHiss(_ end: Int) -> Bool {
        let last = folded[end - 1]
        guard last != UInt8(ascii: "x"), end >= 2 else { return last == UInt8(ascii: "x") }
        let before = folded[end - 2]
        return (last == UInt8(ascii: "s") && before == UInt8(ascii: "s"))
            || (last == UInt8(ascii: "h") && (before == UInt8(ascii: "c") || before == UInt8(ascii: "s")))
    }
}
