/// Latin letters with marks, taken apart: `ế` is an `e` with a circumflex, its shape, and an acute, its tone. Unicode's own
/// names of the letters say so, which spares a table of ours and the whole of Foundation.
enum LetterTable {
    /// A letter in lower case.
    struct Letter: Sendable {
        /// The ASCII letter.
        let base: UInt8
        /// UTF-8 of the letter without its tone, with the mark that makes it another letter: `d` and a stroke.
        let shape: ShortText
        /// UTF-8 of its tone's mark, or empty.
        let tone: ShortText
    }

    /// Up to seven bytes.
    struct ShortText: Sendable {
        private let packed: UInt64
        let count: Int

        init(_ scalars: [Unicode.Scalar]) {
            let bytes = scalars.flatMap { Array(UTF8.encode($0) ?? .init()) }.prefix(7)
            packed = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
            count = bytes.count
        }

        func append(to text: inout [UInt8]) {
            var rest = packed
            for _ in 0..<count {
                text.append(UInt8(truncatingIfNeeded: rest))
                rest >>= 8
            }
        }
    }

    /// Nil: it is not one that is made of a Latin letter and marks.
    static func letter(_ scalar: Unicode.Scalar) -> Letter? {
        switch scalar.value {
        case 0xC0...0x24F: letters[Int(scalar.value) - 0xC0]
        case 0x1E00...0x1EFF: letters[Int(scalar.value) - 0x1E00 + 0x190]
        case _: nil
        }
    }

    /// The Vietnamese tones. They are marks of the syllable: `hòa` and `hoà` are spellings of one word.
    static func isTone(_ mark: Unicode.Scalar) -> Bool {
        switch mark.value {
        case 0x300, 0x301, 0x303, 0x309, 0x323: true
        case _: false
        }
    }

    private static let letters: [Letter?] =
        (Array(UInt32(0xC0)...0x24F) + Array(0x1E00...0x1EFF)).map { Unicode.Scalar($0).flatMap(letter(named:)) }

    /// Reads `LATIN SMALL LETTER E WITH CIRCUMFLEX AND ACUTE`.
    private static func letter(named scalar: Unicode.Scalar) -> Letter? {
        let words = scalar.properties.name?.split(separator: " ") ?? []
        guard words.count >= 6, words[0] == "LATIN", words[2] == "LETTER", words[3].utf8.count == 1,
            words[4] == "WITH", let base = words[3].lowercased().utf8.first
        else { return nil }
        var (shape, tones) = ([Unicode.Scalar(base)], [Unicode.Scalar]())
        for mark in words.dropFirst(5).split(separator: "AND") {
            guard let combining = combiningMarks[mark.joined(separator: " ")] else {
                // A mark that stands alone nowhere: the letter stays one of its own beside its base.
                let small = Array(scalar.properties.lowercaseMapping.unicodeScalars)
                return Letter(base: base, shape: ShortText(small), tone: ShortText([]))
            }
            if isTone(combining) { tones.append(combining) } else { shape.append(combining) }
        }
        return Letter(base: base, shape: ShortText(shape), tone: ShortText(tones))
    }

    private static let combiningMarks: [String: Unicode.Scalar] = [
        "GRAVE": "\u{300}", "ACUTE": "\u{301}", "CIRCUMFLEX": "\u{302}", "TILDE": "\u{303}", "MACRON": "\u{304}",
        "BREVE": "\u{306}", "DOT ABOVE": "\u{307}", "DIAERESIS": "\u{308}", "HOOK ABOVE": "\u{309}",
        "RING ABOVE": "\u{30A}", "DOUBLE ACUTE": "\u{30B}", "CARON": "\u{30C}", "HORN": "\u{31B}",
        "DOT BELOW": "\u{323}", "CEDILLA": "\u{327}", "OGONEK": "\u{328}", "STROKE": "\u{335}",
    ]
}
