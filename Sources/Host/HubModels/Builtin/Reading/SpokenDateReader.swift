/// Reads one date at a place of an utterance.
struct SpokenDateReader {
    typealias Span = (first: CivilDate, last: CivilDate)

    let utterance: Utterance
    let today: CivilDate

    /// The date that begins with the word, and where it ends.
    func span(at position: Int) -> (Span, Int)? {
        guard let word = word(position) else { return nil }
        if let quarter = quarter(at: position) { return quarter }
        if utterance.words[position].hasDigit {
            if let span = numeric(word) { return (span, position + 1) }
            return dayAndMonthName(at: position)
        }
        return relative(at: position) ?? monthName(at: position) ?? vietnamese(at: position)
    }

    func edge(before position: Int) -> SpokenDate.Edge {
        var position = position - 1
        if let word = word(position), ["ngay", "thang", "the"].contains(word) { position -= 1 }
        switch word(position) {
        case "from", "since", "after", "starting", "tu", "sau", "ke": return .start
        case "to", "until", "till", "before", "through", "den", "toi", "truoc": return .end
        case "between": return .start
        default: return .none
        }
    }

    private func word(_ position: Int) -> String? {
        utterance.words.indices.contains(position) ? utterance.words[position].folded : nil
    }

    private func number(_ position: Int, digits: ClosedRange<Int>) -> Int? {
        guard let word = word(position), digits.contains(word.utf8.count), word.utf8.allSatisfy({ $0.isASCIIDigit })
        else { return nil }
        return Int(word)
    }

    private func day(_ year: Int, _ month: Int, _ day: Int) -> Span? {
        CivilDate(year: year, month: month, day: day).map { ($0, $0) }
    }

    private func month(_ year: Int, _ month: Int) -> Span? {
        CivilDate(year: year, month: month, day: 1).map { ($0, $0.monthEnd) }
    }

    /// `2025-10-15`, `2025-10-15t08:30`, `15/10/2025`, `15-10-2025`, `15.10.2025`, `10/2025`, `2025-10`.
    private func numeric(_ word: String) -> Span? {
        if let date = CivilDate(iso: word) { return (date, date) }
        for mark in ["/", "-", "."] as [Character] {
            let parts = word.split(separator: mark, omittingEmptySubsequences: false)
            guard (2...3).contains(parts.count),
                parts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 4 && $0.utf8.allSatisfy(\.isASCIIDigit) })
            else { continue }
            let values = parts.compactMap { Int($0) }
            if values.count == 3 {
                if parts[0].utf8.count == 4 { return day(values[0], values[1], values[2]) }
                guard parts[2].utf8.count == 4 else { return nil }
                // Day before month; a month above twelve shows that the writer has them the other way round.
                return day(values[2], values[1], values[0]) ?? day(values[2], values[0], values[1])
            }
            guard mark != "." else { return nil }
            if parts[0].utf8.count == 4, parts[1].utf8.count <= 2 { return month(values[0], values[1]) }
            if parts[1].utf8.count == 4, parts[0].utf8.count <= 2 { return month(values[1], values[0]) }
            // `15/10` is a day of this year; `15-10` may be anything.
            return mark == "/" && parts[0].utf8.count <= 2 && parts[1].utf8.count <= 2
                ? day(today.year, values[1], values[0]) : nil
        }
        return nil
    }

    /// `15 October 2025`, `15 Oct`.
    private func dayAndMonthName(at position: Int) -> (Span, Int)? {
        guard let value = ordinal(position), let name = word(position + 1), let month = Self.months[name] else {
            return nil
        }
        if let year = number(position + 2, digits: 4...4) {
            return day(year, month, value).map { ($0, position + 3) }
        }
        // `5 may` without a capital may be five machines in Vietnamese.
        guard name != "may" || utterance.words[position + 1].isCapitalised else { return nil }
        return day(today.year, month, value).map { ($0, position + 2) }
    }

    /// `October 15, 2025`, `October 2025`, `October`.
    private func monthName(at position: Int) -> (Span, Int)? {
        guard let name = word(position), let value = Self.months[name] else { return nil }
        if let year = number(position + 1, digits: 4...4) { return month(year, value).map { ($0, position + 2) } }
        if let dayValue = ordinal(position + 1) {
            if let year = number(position + 2, digits: 4...4) {
                return day(year, value, dayValue).map { ($0, position + 3) }
            }
            return day(today.year, value, dayValue).map { ($0, position + 2) }
        }
        // A month's name that is also a common word is a month only when it is written as a name.
        guard name != "may" && name != "march" || utterance.words[position].isCapitalised && position > 0 else {
            return nil
        }
        return month(today.year, value).map { ($0, position + 1) }
    }

    /// `15`, `15th`, `1st`.
    private func ordinal(_ position: Int) -> Int? {
        guard let word = word(position) else { return nil }
        let digits = word.prefix { $0.isASCII && $0.isNumber }
        guard (1...2).contains(digits.utf8.count), ["", "st", "nd", "rd", "th"].contains(word.dropFirst(digits.count))
        else { return nil }
        return Int(digits)
    }

    /// `ngày 15 tháng 10 năm 2025`, `tháng 10 năm 2025`, `tháng 10/2025` (as `tháng` and `10/2025`), `tháng 10`.
    private func vietnamese(at position: Int) -> (Span, Int)? {
        if word(position) == "ngay", let value = number(position + 1, digits: 1...2), word(position + 2) == "thang",
            let monthValue = number(position + 3, digits: 1...2)
        {
            if word(position + 4) == "nam", let year = number(position + 5, digits: 4...4) {
                return day(year, monthValue, value).map { ($0, position + 6) }
            }
            return day(today.year, monthValue, value).map { ($0, position + 4) }
        }
        guard word(position) == "thang", let value = number(position + 1, digits: 1...2) else { return nil }
        if word(position + 2) == "nam", let year = number(position + 3, digits: 4...4) {
            return month(year, value).map { ($0, position + 4) }
        }
        return month(today.year, value).map { ($0, position + 2) }
    }

    /// `today`, `hôm qua`, `last month`, `tháng trước`, `last 7 days`, `7 ngày qua`.
    private func relative(at position: Int) -> (Span, Int)? {
        guard let first = word(position) else { return nil }
        switch first {
        case "today": return ((today, today), position + 1)
        case "yesterday": return (single(-1), position + 1)
        case "tomorrow": return (single(1), position + 1)
        case "year", "in": return year(at: position + 1)
        case "last", "past", "previous", "this", "current", "next", "hom", "ngay", "tuan", "thang", "nam": break
        default: return nil
        }
        if first == "nam", let year = year(at: position + 1) { return year }
        guard let second = word(position + 1) else { return nil }
        if let span = Self.pairs["\(first) \(second)"].map({ $0(today) }) { return (span, position + 2) }
        if first == "last" || first == "past", let count = number(position + 1, digits: 1...3),
            word(position + 2) == "days" || word(position + 2) == "day"
        {
            return ((today.adding(days: -count), today), position + 3)
        }
        return nil
    }

    /// A bare year, where a word before it says that it is one.
    private func year(at position: Int) -> (Span, Int)? {
        guard let value = number(position, digits: 4...4), (1900...2199).contains(value),
            let first = CivilDate(year: value, month: 1, day: 1)
        else { return nil }
        return ((first, first.monthStart(adding: 11).monthEnd), position + 1)
    }

    /// `Q1 2025`, `quý 1`, `quý 1/2025`, `quý 1 năm 2025`.
    private func quarter(at position: Int) -> (Span, Int)? {
        guard let first = word(position) else { return nil }
        var end = position + 1
        var digits: Substring
        if first == "quy" || first == "quarter" {
            digits = Substring(word(end) ?? "")
            end += 1
        } else if first.hasPrefix("q"), first.utf8.count >= 2 {
            digits = first.dropFirst()
        } else {
            return nil
        }
        guard let value = digits.first?.wholeNumberValue, (1...4).contains(value) else { return nil }
        digits = digits.dropFirst()
        var year = today.year
        if digits.first == "/" || digits.first == "-" {
            guard digits.count == 5, let written = Int(digits.dropFirst()) else { return nil }
            year = written
        } else if digits.isEmpty {
            let next = word(end) == "nam" || word(end) == "of" ? end + 1 : end
            if let written = number(next, digits: 4...4) {
                year = written
                end = next + 1
            }
        } else {
            return nil
        }
        return CivilDate(year: year, month: value * 3 - 2, day: 1).map {
            (($0, $0.monthStart(adding: 2).monthEnd), end)
        }
    }

    private func single(_ offset: Int) -> Span { (today.adding(days: offset), today.adding(days: offset)) }

    private static func month(_ offset: Int) -> @Sendable (CivilDate) -> Span {
        { today in (today.monthStart(adding: offset), today.monthStart(adding: offset).monthEnd) }
    }

    private static func week(_ offset: Int) -> @Sendable (CivilDate) -> Span {
        { today in
            let start = today.weekStart.adding(days: 7 * offset)
            return (start, start.adding(days: 6))
        }
    }

    private static func year(_ offset: Int) -> @Sendable (CivilDate) -> Span {
        { today in
            let start = today.monthStart(adding: 1 - today.month + 12 * offset)
            return (start, start.monthStart(adding: 11).monthEnd)
        }
    }

    private static func day(_ offset: Int) -> @Sendable (CivilDate) -> Span {
        { today in (today.adding(days: offset), today.adding(days: offset)) }
    }

    private static let pairs: [String: @Sendable (CivilDate) -> Span] = [
        "hom nay": day(0), "hom qua": day(-1), "hom kia": day(-2), "ngay mai": day(1), "ngay kia": day(2),
        "this month": month(0), "current month": month(0), "last month": month(-1), "previous month": month(-1),
        "past month": month(-1), "next month": month(1), "thang nay": month(0), "thang truoc": month(-1),
        "thang sau": month(1), "thang toi": month(1), "this week": week(0), "last week": week(-1),
        "next week": week(1), "tuan nay": week(0), "tuan truoc": week(-1), "tuan sau": week(1), "this year": year(0),
        "last year": year(-1), "next year": year(1), "nam nay": year(0), "nam ngoai": year(-1), "nam truoc": year(-1),
        "nam sau": year(1),
    ]

    static let months: [String: Int] = {
        let names = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december",
        ]
        var table: [String: Int] = ["sept": 9]
        for (index, name) in names.enumerated() {
            table[name] = index + 1
            table[String(name.prefix(3))] = index + 1
        }
        return table
    }()
}
