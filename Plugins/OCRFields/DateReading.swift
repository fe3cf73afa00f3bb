/// Dates as English and Vietnamese documents write them, made YYYY-MM-DD.
struct DateReading {
    struct Found {
        var text: String
        var range: Range<Int>
        var isRepaired: Bool
    }

    private enum Token {
        case number(Int, digits: Int, isRepaired: Bool)
        case word([Character])
        case mark(Character)
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ].map(Array.init)

    let order: FieldRule.DateOrder

    /// The first date.
    func first(in span: ValueSpan) -> Found? {
        let tokens = Self.tokens(span)
        for start in tokens.indices {
            let parts = tokens[start...].map(\.token)
            guard let (date, count) = numeric(parts) ?? vietnamese(parts) ?? english(parts) else { continue }
            let used = tokens[start..<start + count]
            let isRepaired = used.contains { if case .number(_, _, true) = $0.token { true } else { false } }
            return Found(
                text: date, range: used[used.startIndex].range.lowerBound..<used[used.endIndex - 1].range.upperBound,
                isRepaired: isRepaired)
        }
        return nil
    }

    /// 05/03/2025, 5-3-25, 05.03.2025, 2025-03-05.
    private func numeric(_ tokens: [Token]) -> (String, Int)? {
        guard tokens.count >= 5, case .number(let first, let digits, _) = tokens[0], case .mark(let mark) = tokens[1],
            "/-.".contains(mark), case .number(let second, let secondDigits, _) = tokens[2], secondDigits <= 2,
            case .mark(mark) = tokens[3], case .number(let third, let thirdDigits, _) = tokens[4]
        else { return nil }
        if digits == 4 { return thirdDigits <= 2 ? Self.date(first, second, third).map { ($0, 5) } : nil }
        guard digits <= 2, thirdDigits == 4 || thirdDigits == 2 else { return nil }
        let year = thirdDigits == 4 ? third : third + (third < 70 ? 2000 : 1900)
        let dayFirst = Self.date(year, second, first)
        let monthFirst = Self.date(year, first, second)
        // 03/25/2025 is no date with the day first, whatever is usual.
        let date = order == .dayFirst ? dayFirst ?? monthFirst : monthFirst ?? dayFirst
        return date.map { ($0, 5) }
    }

    /// ngày 5 tháng 3 năm 2025, with or without the first word.
    private func vietnamese(_ tokens: [Token]) -> (String, Int)? {
        var parts = tokens[...]
        if case .word(let word)? = parts.first, Self.isLike(word, "ngay") { parts = parts.dropFirst() }
        guard case .number(let day, ...2, _)? = parts.popFirst(), case .word(let first)? = parts.popFirst(),
            Self.isLike(first, "thang"), case .number(let month, ...2, _)? = parts.popFirst(),
            case .word(let second)? = parts.popFirst(), Self.isLike(second, "nam"),
            case .number(let year, 4, _)? = parts.popFirst()
        else { return nil }
        return Self.date(year, month, day).map { ($0, tokens.count - parts.count) }
    }

    /// March 5, 2025, 5 March 2025, 5th of March 2025, 05-Mar-2025.
    private func english(_ tokens: [Token]) -> (String, Int)? {
        var parts = tokens[...]
        func skipMarks() {
            while case .mark(let mark)? = parts.first, ",-.".contains(mark) { parts = parts.dropFirst() }
        }
        func day() -> Int? {
            guard case .number(let day, ...2, _)? = parts.popFirst() else { return nil }
            if case .word(let word)? = parts.first, ["st", "nd", "rd", "th"].contains(String(word)) {
                parts = parts.dropFirst()
            }
            if case .word(let word)? = parts.first, String(word) == "of" { parts = parts.dropFirst() }
            return day
        }
        func month() -> Int? {
            guard case .word(let word)? = parts.popFirst() else { return nil }
            return Self.month(word)
        }
        let isDayFirst = if case .number? = parts.first { true } else { false }
        var read: (day: Int, month: Int)?
        if isDayFirst {
            guard let day = day() else { return nil }
            skipMarks()
            guard let month = month() else { return nil }
            read = (day, month)
        } else {
            guard let month = month() else { return nil }
            skipMarks()
            guard let day = day() else { return nil }
            read = (day, month)
        }
        skipMarks()
        guard let read, case .number(let year, 4, _)? = parts.popFirst() else { return nil }
        return Self.date(year, read.month, read.day).map { ($0, tokens.count - parts.count) }
    }

    private static func month(_ word: [Character]) -> Int? {
        guard word.count >= 3 else { return nil }
        let index = months.firstIndex { month in
            word.count <= 4
                ? month.starts(with: word)
                : EditDistance.between(word, month, atMost: Anchor.allowedErrors(month.count)) != nil
        }
        return index.map { $0 + 1 }
    }

    private static func isLike(_ word: [Character], _ wanted: String) -> Bool {
        EditDistance.between(word, Array(wanted), atMost: wanted.count > 3 ? 1 : 0) != nil
    }

    /// Nil: there is no such day.
    private static func date(_ year: Int, _ month: Int, _ day: Int) -> String? {
        guard (1900...2200).contains(year), (1...12).contains(month) else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        guard (1...days).contains(day) else { return nil }
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(padded(month))-\(padded(day))"
    }

    private static func tokens(_ span: ValueSpan) -> [(token: Token, range: Range<Int>)] {
        let (text, original) = (span.folded, span.characters)
        var tokens: [(Token, Range<Int>)] = []
        var place = 0
        while place < text.count {
            let start = place
            if text[place].isWhitespace {
                place += 1
                continue
            }
            guard text[place].isLetter || text[place].isNumber else {
                place += 1
                tokens.append((.mark(text[start]), start..<place))
                continue
            }
            while place < text.count, text[place].isLetter || text[place].isNumber { place += 1 }
            let run = original[start..<place]
            if run.contains(where: { $0.isASCII && $0.isNumber }),
                run.allSatisfy({ DigitRepair.digit($0) != nil }), run.count <= 4
            {
                let digits = run.compactMap(DigitRepair.digit)
                tokens.append(
                    (
                        .number(Int(String(digits)) ?? 0, digits: digits.count, isRepaired: digits != Array(run)),
                        start..<place
                    ))
                continue
            }
            // 5th: the digits for themselves.
            let digits = text[start..<place].prefix { $0.isASCII && $0.isNumber }
            if !digits.isEmpty, digits.count <= 4 {
                tokens.append(
                    (
                        .number(Int(String(digits)) ?? 0, digits: digits.count, isRepaired: false),
                        start..<start + digits.count
                    ))
            }
            if digits.count < place - start {
                tokens.append((.word(Array(text[start + digits.count..<place])), start + digits.count..<place))
            }
        }
        return tokens
    }
}
