import HubCore

/// Cuts a text where one question may end and another begin: at marks and at words such as "and".
struct RoutingClauses: Sendable {
    /// Texts of more clauses than this are read as one.
    private static let limit = 24
    private let spelled: [[UInt64]]
    private let folded: [[UInt64]]

    init() {
        let phrases = Self.conjunctions.split(separator: ",").map { phrase in
            phrase.split(whereSeparator: \.isWhitespace).map { String($0) }
        }
        spelled = phrases.map { $0.map { RoutingFunctionWords.identity(of: $0.unicodeScalars) } }
        folded = phrases.map { phrase in
            phrase.map { RoutingFunctionWords.identity(of: TextFolding.fold($0).unicodeScalars) }
        }
    }

    /// The clauses, without the words that join them; one or none when the text has no seam.
    func clauses(of text: RoutingText) -> [Range<Int>] {
        var clauses: [Range<Int>] = []
        var start = 0
        var position = 0
        while position < text.words.count {
            if text.words[position].boundary == .clause, position > start {
                clauses.append(start..<position)
                start = position
            }
            let length = conjunctionLength(at: position, in: text.words)
            if length > 0 {
                if position > start { clauses.append(start..<position) }
                position += length
                start = position
            } else {
                position += 1
            }
        }
        if start < text.words.count { clauses.append(start..<text.words.count) }
        return clauses.count <= Self.limit ? clauses : []
    }

    private func conjunctionLength(at position: Int, in words: [RoutingWord]) -> Int {
        for (phrase, plain) in zip(spelled, folded) where position + phrase.count <= words.count {
            var length = 0
            while length < phrase.count {
                let word = words[position + length]
                guard word.spelling == phrase[length] || word.spelling == plain[length] else { break }
                length += 1
            }
            if length == phrase.count { return length }
        }
        return 0
    }

    private static let conjunctions = """
        and, also, plus, then, as well as, along with, together with,
        và, đồng thời, cùng với, với lại, ngoài ra, rồi, sau đó
        """
}
