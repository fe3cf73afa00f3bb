import HubCore

/// A number's digits with the place of its decimal mark, so that moving the mark stays exact.
struct SpokenDigits {
    private(set) var suffix: String
    private var isNegative: Bool
    private var whole: String
    private var fraction: String

    /// `word` is folded: digits with grouping and decimal marks of either language, then perhaps letters.
    init?(_ word: String, language: Language) {
        var rest = Substring(word)
        isNegative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        let numeral = rest.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }
        suffix = String(rest.dropFirst(numeral.count))
        guard numeral.first?.isNumber == true, numeral.last?.isNumber == true, numeral.utf8.count <= 24,
            suffix.utf8.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A })
        else { return nil }
        guard let mark = Self.decimalMark(of: numeral, language: language) else { return nil }
        let parts = numeral.split(separator: mark, omittingEmptySubsequences: false)
        whole = parts[0].filter(\.isNumber)
        fraction = parts.count > 1 ? String(parts[1]) : ""
        if whole.utf8.count > 1, whole.first == "0" { return nil }
    }

    /// The decimal mark; a mark that does not occur when there is no fraction; nil when the marks make no sense.
    private static func decimalMark(of numeral: Substring, language: Language) -> Character? {
        let marks = numeral.filter { !$0.isNumber }
        guard let last = marks.last else { return "." }
        let other: Character = last == "." ? "," : "."
        let isMixed = marks.contains(other)
        if isMixed {
            guard marks.filter({ $0 == last }).count == 1 else { return nil }
            return isGrouped(numeral.prefix { $0 != last }, by: other) ? last : nil
        }
        if marks.count > 1 { return isGrouped(numeral, by: last) ? other : nil }
        let grouping: Character = language == .english ? "," : "."
        return last == grouping && isGrouped(numeral, by: last) ? other : last
    }

    private static func isGrouped(_ numeral: Substring, by mark: Character) -> Bool {
        let groups = numeral.split(separator: mark, omittingEmptySubsequences: false)
        return (1...3).contains(groups[0].count) && groups[0] != "0"
            && groups.dropFirst().allSatisfy { $0.count == 3 }
    }

    /// Times ten to the power.
    mutating func shift(by power: Int) {
        let moved = fraction.prefix(power)
        whole += moved + String(repeating: "0", count: power - moved.count)
        fraction = String(fraction.dropFirst(power))
        suffix = ""
    }

    var literal: String {
        let trimmed = whole.drop { $0 == "0" }
        return (isNegative ? "-" : "") + (trimmed.isEmpty ? "0" : trimmed) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
