/// What a search's words ask for: those that say something, once each, in their order.
struct Question: Sendable {
    let words: [Word]
    /// Whether it is written with marks, so that a word's marks, or that it has none, are meant.
    let isMarked: Bool
    /// Places in `words` of two that follow each other directly, as the syllables of a Vietnamese word do.
    let pairs: [(Int, Int)]

    /// More than these are not looked for: the first ones.
    static let maximumWords = 64

    init(_ text: String) {
        let all = Word.all(of: text)
        let isMarked = all.contains { $0.exact != nil }
        var (words, places): ([Word], [Word: Int]) = ([], [:])
        var pairs: [(Int, Int)] = []
        var last: Int?
        for word in all {
            guard !StopWords.contains(word, isMarked: isMarked) else {
                last = nil
                continue
            }
            var place = places[word]
            if place == nil, words.count < Self.maximumWords {
                place = words.count
                places[word] = words.count
                words.append(word)
            }
            if let last, let place, last != place, !pairs.contains(where: { $0 == (last, place) }) {
                pairs.append((last, place))
            }
            last = place
        }
        self.isMarked = isMarked
        self.words = words
        self.pairs = pairs
    }

    /// How well a text's word of the same letters is the question's: 1 when it is the same. `textIsMarked`: the text is
    /// written with marks, so that its words without any are meant so.
    func likeness(of word: Word, to asked: Word, textIsMarked: Bool) -> Double {
        switch (asked.exact, word.exact) {
        case (let asked?, let exact?): asked == exact ? 1 : 0.2
        case (_?, nil): textIsMarked ? 0.2 : 0.8
        case (nil, _?): isMarked ? 0.2 : 0.95
        case (nil, nil): 1
        }
    }
}
