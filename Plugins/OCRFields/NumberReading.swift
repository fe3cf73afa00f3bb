/// Numbers as people write them: 15.432,50 and 15,432.50 and 15 432.
struct NumberReading {
    /// A number in a text.
    struct Found {
        var value: FieldValue.Content
        var range: Range<Int>
        /// As ISO 4217 writes it, where one stands beside the number.
        var currency: String?
        var isRepaired = false
    }

    let decimal: FieldRule.Decimal

    /// Every number, in order; none of percentages.
    func all(in span: ValueSpan) -> [Found] {
        var found: [Found] = []
        var place = 0
        while place < span.characters.count {
            guard let number = number(at: place, in: span.characters) else {
                place += 1
                continue
            }
            place = number.range.upperBound
            let next = span.characters[place...].first { !$0.isWhitespace }
            if next != "%", let value = value(of: number.digits) {
                found.append(
                    Found(
                        value: value, range: number.range,
                        currency: Currency.beside(number.range, in: span), isRepaired: number.isRepaired))
            }
        }
        return found
    }

    /// Digits and separators from a place on, where a number begins; letters read for digits are digits again.
    private func number(
        at start: Int, in text: [Character]
    ) -> (digits: String, range: Range<Int>, isRepaired: Bool)? {
        // Not within a word, such as the 7 of INV7.
        if start > 0, text[start - 1].isLetter || text[start - 1].isNumber, !Currency.isMark(text, endingAt: start) {
            return nil
        }
        var (digits, place, isRepaired) = ("", start, false)
        if text[place] == "-" || text[place] == "−" {
            digits = "-"
            place += 1
        }
        var end = place
        reading: while place < text.count {
            let character = text[place]
            switch character {
            case ".", ",", "'", "’":
                guard end == place, place > start else { break reading }
                digits.append(character)
            case " ", "\u{A0}":
                // A space parts thousands: three digits follow, and no fourth.
                guard digits.count <= 3 || digits.contains(" "), end == place, Self.isThousand(text, from: place + 1)
                else { break reading }
                digits.append(" ")
            case _:
                guard let digit = DigitRepair.digit(character) else { break reading }
                if digit != character { isRepaired = true }
                digits.append(digit)
                end = place + 1
                place += 1
                continue
            }
            place += 1
            end = place
        }
        while let last = digits.last, !last.isNumber {
            digits.removeLast()
            end -= 1
        }
        // A word of letters that happen to look like digits is none.
        let range = start..<max(start, end)
        guard text[range].contains(where: { $0.isASCII && $0.isNumber }), digits.contains(where: \.isNumber) else {
            return nil
        }
        if end < text.count, text[end].isLetter || text[end].isNumber, !Currency.isMark(text, startingAt: end) {
            return nil
        }
        return (digits, range, isRepaired)
    }

    private static func isThousand(_ text: [Character], from start: Int) -> Bool {
        guard start + 3 <= text.count, text[start..<start + 3].allSatisfy({ $0.isASCII && $0.isNumber }) else {
            return false
        }
        return start + 3 == text.count || !(text[start + 3].isNumber || text[start + 3] == "/")
    }

    /// Nil: the separators make no sense.
    private func value(of text: String) -> FieldValue.Content? {
        let fraction = fractionMark(in: text)
        var plain = ""
        for character in text {
            if character == fraction {
                plain.append(".")
            } else if character.isNumber || character == "-" {
                plain.append(character)
            }
        }
        guard fraction == nil || text.filter({ $0 == fraction }).count == 1 else { return nil }
        if fraction == nil, let whole = Int(plain) { return .integer(whole) }
        guard let value = Double(plain), value.isFinite else { return nil }
        return .number(value)
    }

    /// The character that parts the fraction; nil: there is no fraction.
    private func fractionMark(in text: String) -> Character? {
        switch decimal {
        case .comma: return text.contains(",") ? "," : nil
        case .point: return text.contains(".") ? "." : nil
        case .auto: break
        }
        let marks = text.filter { $0 == "." || $0 == "," }
        guard let last = marks.last else { return nil }
        // Two kinds: the last one parts the fraction, unless it comes again. One kind that comes again parts thousands.
        if Set(marks).count == 2 { return marks.filter { $0 == last }.count == 1 ? last : nil }
        if marks.count > 1 { return nil }
        let parts = text.split(separator: last, omittingEmptySubsequences: false)
        let before = parts[0].filter(\.isNumber)
        let isThousands = parts[1].count == 3 && (1...3).contains(before.count) && before != "0"
        return isThousands ? nil : last
    }
}
