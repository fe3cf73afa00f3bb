/// Finds what is written as a date and is none: `2025-02-30`, `ngày 31 tháng 4`.
struct UnrealDate {
    let utterance: Utterance
    let today: CivilDate

    /// Where the date that begins with the word ends; nil when none does, or when there is such a day.
    func end(at position: Int) -> Int? {
        let words = utterance.words
        if words[position].hasDigit, isNumericDate(words[position].folded) {
            return SpokenDateReader(utterance: utterance, today: today).span(at: position) == nil ? position + 1 : nil
        }
        let (dayValue, monthValue, next): (Int, Int, Int)
        if word(position) == "ngay", let value = number(position + 1), word(position + 2) == "thang",
            let name = number(position + 3)
        {
            (dayValue, monthValue, next) = (value, name, position + 4)
        } else if let value = number(position), let name = month(position + 1) {
            (dayValue, monthValue, next) = (value, name, position + 2)
        } else if let name = month(position), let value = number(position + 1) {
            (dayValue, monthValue, next) = (value, name, position + 2)
        } else {
            return nil
        }
        var end = next
        var year = today.year
        let place = word(next) == "nam" ? next + 1 : next
        if let text = word(place), text.utf8.count == 4, let written = Int(text) {
            year = written
            end = place + 1
        }
        return CivilDate(year: year, month: monthValue, day: dayValue) == nil ? end : nil
    }

    private func word(_ position: Int) -> String? {
        utterance.words.indices.contains(position) ? utterance.words[position].folded : nil
    }

    private func number(_ position: Int) -> Int? {
        guard let word = word(position), word.utf8.count <= 2, word.utf8.allSatisfy(\.isASCIIDigit) else { return nil }
        return Int(word)
    }

    private func month(_ position: Int) -> Int? {
        // `may` and `march` may be other words.
        guard let word = word(position), word != "may" && word != "march" || utterance.words[position].isCapitalised
        else { return nil }
        return SpokenDateReader.months[word]
    }

    private func isNumericDate(_ word: String) -> Bool {
        for mark in ["/", "-", "."] as [Character] {
            let parts = word.split(separator: mark, omittingEmptySubsequences: false).map(\.utf8)
            guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }) else { continue }
            let counts = parts.map(\.count)
            return counts[1] <= 2
                && (counts[0] == 4 && counts[2] <= 2 || counts[0] <= 2 && counts[2] == 4)
        }
        return false
    }
}
