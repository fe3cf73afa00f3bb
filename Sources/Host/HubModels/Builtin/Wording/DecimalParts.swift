/// A number's literal in its parts.
struct DecimalParts {
    var isNegative: Bool
    private var whole: Substring
    private var fraction: String

    /// nil when the literal has an exponent: it stays as it is.
    init?(_ literal: String) {
        guard !literal.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return nil }
        isNegative = literal.hasPrefix("-")
        let parts = literal.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first else { return nil }
        self.whole = whole
        fraction = parts.count > 1 ? String(parts[1]) : ""
    }

    /// Fills the fraction up with zeros, or drops one that is nothing but zeros.
    mutating func fit(minorDigits: Int) {
        if minorDigits == 0 {
            if fraction.allSatisfy({ $0 == "0" }) { fraction = "" }
        } else if !fraction.isEmpty, fraction.count < minorDigits {
            fraction += String(repeating: "0", count: minorDigits - fraction.count)
        }
    }

    func text(grouping: Character, decimal: Character) -> String {
        var text = isNegative ? "-" : ""
        for (position, digit) in whole.enumerated() {
            if position > 0, (whole.count - position) % 3 == 0 { text.append(grouping) }
            text.append(digit)
        }
        return fraction.isEmpty ? text : text + String(decimal) + fraction
    }
}
