/// A simple pattern as a row of parts: `^SKU-[0-9]{3,5}$` is the text `SKU-`, then three to five digits.
///
/// Only for words and for guesses at what was meant: whether a value fits is always the schema's to say.
struct PatternShape: Sendable, Hashable {
    enum Unit: Sendable, Hashable {
        case digits
        case letters
        case lettersOrDigits
        case text(String)
        case choice([String])
    }

    struct Part: Sendable, Hashable {
        var unit: Unit
        var minimum: Int
        /// nil: any number.
        var maximum: Int?
    }

    let parts: [Part]

    /// nil when the pattern has anything but plain characters, classes of letters and digits, alternatives of plain
    /// text, and counts.
    init?(_ pattern: String) {
        var parser = PatternShapeParser(pattern)
        guard let parts = parser.parse(), !parts.isEmpty else { return nil }
        self.parts = parts
    }

    /// The one count of digits that a value has, when it consists of digits only.
    var digitCount: ClosedRange<Int>? {
        guard parts.count == 1, parts[0].unit == .digits else { return nil }
        return parts[0].minimum...max(parts[0].maximum ?? 64, parts[0].minimum)
    }

    /// The plain text that every value begins with; empty when there is none.
    var prefix: String {
        guard case .text(let text)? = parts.first?.unit, parts[0].minimum == 1, parts[0].maximum == 1 else { return "" }
        return text
    }

    /// Whether a text may be a slip of the pen for a value: it is made of the same kinds of characters.
    func resembles(_ text: String) -> Bool {
        let scalars = text.unicodeScalars.filter(\.isWordPart)
        let digits = scalars.count { $0.isDigit }
        if digitCount != nil { return digits * 2 > scalars.count }
        let needsDigits = parts.contains { $0.unit == .digits && $0.minimum > 0 }
        let needsLetters = parts.contains {
            switch $0.unit {
            case .letters: $0.minimum > 0
            case .text(let text): text.unicodeScalars.contains(where: \.isLetter)
            case .choice(let texts): texts.allSatisfy { $0.unicodeScalars.contains(where: \.isLetter) }
            case .digits, .lettersOrDigits: false
            }
        }
        return (!needsDigits || digits > 0) && (!needsLetters || digits < scalars.count)
    }
}
