import HubCore

/// A number that words speak of: `12,345.50`, `12.345,50`, `5 triệu`, `2 tỷ`, `3k`.
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
