/// Latin letters with marks, taken apart: `ế` is an `e` with a circumflex, its shape, and an acute, its tone. Unicode's own
/// names of the letters say so, which spares a table of ours and the whole of Foundation.
enum LetterTable {
    struct Letter: Sendable {
        /// The ASCII letter, lower-case.
        let base: Unicode.Scalar
        /// The letter without its tone, and the mark that makes it another letter: `d` and a stroke.
        let shape: [Unicode.Scalar]
        let tones: [Unicode.Scalar]
    }

    /// The letter of a lower-case scalar; nil: it is not one that is made of a Latin letter and marks.
    static func letter(_ scalar: Unicode.Scalar) -> Letter? {
        guard scalar.value >= 0xC0, scalar.value <= 0x1EFF else { return nil }
        return letters[scalar.value]
    }

    /// The Vietnamese tones. They are marks of the syllable: `hòa` and `hoà` are spellings of one word.
    static func isTone(_ mark: Unicode.Scalar) -> Bool {
        switch mark.value {
        case 0x300, 0x301, 0x303, 0x309, 0x323: true
        case _: false
        }
    }

    private static let letters: [UInt32: Letter] = {
        var letters: [UInt32: Letter] = [:]
        for range in [UInt32(0xC0)...0x24F, 0x1E00...0x1EFF] {
            for value in range {
                guard let scalar = Unicode.Scalar(value), let letter = letter(named: scalar) else { continue }
                letters[value] = letter
            }
        }
        return letters
    }()

    /// Reads `LATIN SMALL LETTER E WITH CIRCUMFLEX AND ACUTE`.
    private static func letter(named scalar: Unicode.Scalar) -> Letter? {
        let prefix = "LATIN SMALL LETTER "
        guard let name = scalar.properties.name, name.hasPrefix(prefix) else { return nil }
        let words = name.dropFirst(prefix.count).split(separator: " ")
        guard words.count >= 3, words[0].utf8.count == 1, words[1] == "WITH",
            let base = words[0].lowercased().unicodeScalars.first
        else { return nil }
        var (shape, tones): ([Unicode.Scalar], [Unicode.Scalar]) = ([base], [])
        let marks = words.dropFirst(2).split(separator: "AND").map { $0.joined(separator: " ") }
        for mark in marks {
            guard let combining = combiningMarks[mark] else {
                // A mark that stands alone nowhere: the letter stays one of its own beside its base.
                return Letter(base: base, shape: [scalar], tones: [])
            }
            if isTone(combining) { tones.append(combining) } else { shape.append(combining) }
        }
        return Letter(base: base, shape: shape, tones: tones)
    }

    private static let combiningMarks: [String: Unicode.Scalar] = [
        "GRAVE": "\u{300}", "ACUTE": "\u{301}", "CIRCUMFLEX": "\u{302}", "TILDE": "\u{303}", "MACRON": "\u{304}",
        "BREVE": "\u{306}", "DOT ABOVE": "\u{307}", "DIAERESIS": "\u{308}", "HOOK ABOVE": "\u{309}",
        "RING ABOVE": "\u{30A}", "DOUBLE ACUTE": "\u{30B}", "CARON": "\u{30C}", "HORN": "\u{31B}",
        "DOT BELOW": "\u{323}", "CEDILLA": "\u{327}", "OGONEK": "\u{328}", "STROKE": "\u{335}",
    ]
}
