import HubCore

/// A field's name as people would write it: `total_count` and `totalCount` are `Total count`, `vat` may be `VAT`.
enum FieldName {
    /// Its words, folded: `getItemByID` → `get item by id`.
    static func words(_ name: String) -> [String] { split(name).map { TextFolding.fold($0) } }

    static func humanised(_ name: String) -> String {
        let words = split(name)
        guard let first = words.first else { return name }
        if words.count == 1, isAcronym(first) { return first.uppercased() }
        var parts = [capitalised(acronymOrSame(first))]
        for word in words.dropFirst() { parts.append(acronymOrLower(word)) }
        return parts.joined(separator: " ")
    }

    /// Whether a single short word reads as an abbreviation and not as a word.
    static func isAcronym(_ word: String) -> Bool {
        let folded = TextFolding.fold(word)
        guard (2...4).contains(folded.utf8.count), folded.utf8.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A }) else {
            return false
        }
        let hasVowel = folded.utf8.contains { "aeiouy".utf8.contains($0) }
        return (!hasVowel || folded.utf8.count <= 3) && !shortWords.contains(folded)
    }

    static func capitalised(_ text: String) -> String {
        guard let first = text.first, first.isLowercase else { return text }
        return first.uppercased() + text.dropFirst()
    }

    /// The text as it stands inside a sentence: its first letter small, unless the word is an abbreviation.
    static func uncapitalised(_ text: String) -> String {
        let firstWord = text.prefix { !$0.isWhitespace }
        guard let first = firstWord.first, first.isUppercase, !firstWord.dropFirst().contains(where: \.isUppercase),
            firstWord.count > 1, !firstWord.contains(where: \.isNumber)
        else { return text }
        return first.lowercased() + text.dropFirst()
    }

    private static func acronymOrSame(_ word: String) -> String {
        identifiers.contains(word.lowercased()) ? word.uppercased() : word
    }

    private static func acronymOrLower(_ word: String) -> String {
        if identifiers.contains(word.lowercased()) { return word.uppercased() }
        return word.contains(where: \.isLowercase) || word.count == 1 ? word.lowercased() : word
    }

    /// At marks that are no letters or digits, and where a small letter or digit meets a capital.
    private static func split(_ name: String) -> [String] {
        var words: [String] = []
        var current = ""
        let characters = Array(name)
        for (index, character) in characters.enumerated() {
            guard character.isLetter || character.isNumber else {
                if !current.isEmpty { words.append(current) }
                current = ""
                continue
            }
            if character.isUppercase, let last = current.last {
                let startsWord = index + 1 < characters.count && characters[index + 1].isLowercase
                if !last.isUppercase || startsWord {
                    words.append(current)
                    current = ""
                }
            }
            current.append(character)
        }
        if !current.isEmpty { words.append(current) }
        return words
    }

    private static let identifiers: Set<String> = [
        "id", "sku", "vat", "url", "uuid", "po", "eta", "kpi", "iban", "usd", "vnd",
    ]

    private static let shortWords: Set<String> = [
        "amt", "avg", "hrs", "lvl", "msg", "nbr", "pct", "qty", "src", "add", "age", "air", "all", "any", "app", "are",
        "at", "bag", "bay", "bid", "big", "bin", "bit", "box", "bus",
        "buy", "by", "car", "cup", "cut", "day", "doc", "due", "end", "fax", "fee", "few", "fit", "for", "fro", "gap",
        "gas", "get", "go", "hot", "how", "hub", "in", "is", "it", "job", "key", "kit", "lab", "lap", "law", "leg",
        "log", "lot", "low", "ma", "man", "map", "max", "mid", "min", "mix", "net", "new", "no", "now", "of", "off",
        "old", "on", "one", "out", "own", "pay", "pen", "per", "pet", "pin", "raw", "red", "ref", "row", "run", "sea",
        "set", "sex", "so", "sub", "sum", "tag", "tax", "ten", "the", "tip", "to", "top", "toy", "two", "up", "use",
        "van", "via", "way", "web", "who", "why", "win", "yes", "zip", "zone", "gia", "nam", "loai", "ngay",
        "tien", "thue", "duong", "kho", "tuoi", "nha", "xe", "tai", "hang",
    ]
}
