/// Currencies as documents write them.
enum Currency {
    /// Folded, the longest first where one begins another.
    private static let names: [(name: [Character], code: String)] = [
        ("viet nam dong", "VND"), ("vnd", "VND"), ("dong", "VND"), ("₫", "VND"), ("us$", "USD"), ("usd", "USD"),
        ("$", "USD"), ("eur", "EUR"), ("€", "EUR"), ("gbp", "GBP"), ("£", "GBP"), ("jpy", "JPY"), ("¥", "JPY"),
        ("sgd", "SGD"), ("cny", "CNY"),
        // đ, and d for it.
        ("d", "VND"),
    ].map { (Array($0.0), $0.1) }

    /// The currency that stands right after or before a number.
    static func beside(_ range: Range<Int>, in span: ValueSpan) -> String? {
        let text = span.folded
        var after = range.upperBound
        while after < text.count, text[after] == " " || text[after] == "(" { after += 1 }
        for (name, code) in names where text[after...].starts(with: name) {
            let end = after + name.count
            if end == text.count || !text[end].isLetter { return code }
        }
        var before = range.lowerBound
        while before > 0, text[before - 1] == " " || text[before - 1] == ":" { before -= 1 }
        for (name, code) in names where name != ["d"] && text[..<before].reversed().starts(with: name.reversed()) {
            let start = before - name.count
            if start == 0 || !text[start - 1].isLetter { return code }
        }
        return nil
    }

    /// Whether a currency's mark or name ends at a place, glued to what follows: `$5`, `VND5`.
    static func isMark(_ text: [Character], endingAt end: Int) -> Bool {
        let word = text[..<end].reversed().prefix { $0.isLetter || $0.isCurrencySymbol }.reversed()
        return isName(word)
    }

    /// Whether one begins at a place, glued to what stands before: `5đ`.
    static func isMark(_ text: [Character], startingAt start: Int) -> Bool {
        isName(text[start...].prefix { $0.isLetter || $0.isCurrencySymbol })
    }

    private static func isName(_ word: some Collection<Character>) -> Bool {
        let folded = Array(TextFolding.folded(String(word)))
        return names.contains { $0.name == folded }
    }
}
