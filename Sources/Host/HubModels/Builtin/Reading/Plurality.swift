/// Whether words speak of many things, and of whose.
enum Plurality {
    /// By a word such as `all` or `danh sách`.
    static func isOfMany(_ utterance: Utterance) -> Bool {
        for (position, word) in utterance.words.enumerated() {
            if word.text.utf8.contains(where: { $0 >= 0x80 }), marked.contains(word.text.lowercased()) { return true }
            if single.contains(word.folded) { return true }
            if position > 0, pairs.contains("\(utterance.words[position - 1].folded) \(word.folded)") { return true }
        }
        return false
    }

    /// Stems of the English words that stand in the plural.
    static func pluralStems(_ utterance: Utterance) -> Set<String> {
        Set(
            utterance.words.filter { word in
                !word.isSmall && !word.hasDigit && word.folded.hasSuffix("s") && word.stem != word.folded
            }.map(\.stem))
    }

    /// "their", "của họ", "của khách này": the thing has no name of its own in the message.
    static func isPossessive(_ utterance: Utterance) -> Bool {
        var isOwned = false
        for (position, word) in utterance.words.enumerated() {
            if ["their", "theirs", "his", "her", "hers"].contains(word.folded) { return true }
            if word.folded == "ho" || word.folded == "nay", isOwned { return true }
            if word.folded == "cua" { isOwned = true }
            if position > 0, word.gap == .clause { isOwned = false }
        }
        return false
    }

    private static let single: Set<String> = ["all", "list", "lists", "every", "history", "search"]
    private static let marked: Set<String> = ["các", "những"]
    private static let pairs: Set<String> = ["danh sach", "tat ca", "lich su", "toan bo", "liet ke"]
}
