import HubCore

/// A number that words speak of: `15,432.50`, `15.432,50`, `5 triệu`, `2 tỷ`, `3k`.
struct SpokenNumber: Sendable, Hashable {
    let value: JSONNumber
    let words: Range<Int>

    /// All of an utterance, in order. What begins with a needless zero is an identifier and no number.
    static func all(in utterance: Utterance, language: Language) -> [SpokenNumber] {
        var found: [SpokenNumber] = []
        for (position, word) in utterance.words.enumerated() where word.hasDigit {
            guard var digits = SpokenDigits(word.folded, language: language) else { continue }
            var end = position + 1
            if digits.suffix.isEmpty, end < utterance.words.count, utterance.words[end].gap == .space,
                let power = powers[utterance.words[end].folded]
            {
                digits.shift(by: power)
                end += 1
            } else if !digits.suffix.isEmpty {
                guard let power = suffixes[digits.suffix] else { continue }
                digits.shift(by: power)
            }
            guard let value = JSONNumber(literal: digits.literal) else { continue }
            found.append(SpokenNumber(value: value, words: position..<end))
        }
        return found
    }

    /// Powers of ten, by the folded word. `bn` and `m` only as suffixes: alone they may be anything.
    private static let powers: [String: Int] = [
        "thousand": 3, "million": 6, "billion": 9, "nghin": 3, "ngan": 3, "trieu": 6, "tr": 6, "ty": 9, "ti": 9,
        "tram": 2, "hundred": 2,
    ]
    private static let suffixes: [String: Int] = ["k": 3, "m": 6, "tr": 6, "mn": 6, "b": 9, "bn": 9, "ty": 9]
}

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
