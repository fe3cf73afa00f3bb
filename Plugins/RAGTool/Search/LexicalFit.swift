/// How well the words of a chunk fit a question.
struct LexicalFit {
    let question: Question
    let weights: WordWeights
    /// Words of a chunk.
    let averageLength: Double
    private let places: [String: [Int]]
    /// What a chunk with everything would have.
    private let most: Double

    /// BM25's usual numbers: how soon more of the same word stops to count, and how much long chunks are held down.
    private static let saturation = 1.2
    private static let lengthShare = 0.5
    /// The likeness from which on a word is the question's.
    private static let sameness = 0.9
    /// What two words that follow each other in the question and in the chunk weigh besides, of their own weights' mean.
    private static let pairShare = 0.5

    init(question: Question, weights: WordWeights, averageLength: Double) {
        self.question = question
        self.weights = weights
        self.averageLength = averageLength
        places = Dictionary(grouping: question.words.indices) { question.words[$0].folded }
        most =
            weights.rarity.reduce(0, +)
            + question.pairs.reduce(0) { $0 + Self.weight(of: $1, weights) }
    }

    /// From 0 to 1: the share of the question's words, each by its rarity, that the chunk has, and has often; nil: it has not
    /// enough of them to be relevant.
    func score(_ words: [Word]) -> Double? {
        var likeness = [Double](repeating: 0, count: question.words.count)
        var times = [Double](repeating: 0, count: question.words.count)
        var hasPair = [Bool](repeating: false, count: question.pairs.count)
        let textIsMarked = words.contains { $0.exact != nil }
        var before: [Int] = []
        for word in words {
            var here: [Int] = []
            for place in places[word.folded] ?? [] {
                let found = question.likeness(of: word, to: question.words[place], textIsMarked: textIsMarked)
                likeness[place] = max(likeness[place], found)
                guard found >= Self.sameness else { continue }
                times[place] += 1
                here.append(place)
            }
            if !before.isEmpty, !here.isEmpty {
                for (index, pair) in question.pairs.enumerated()
                where before.contains(pair.0) && here.contains(pair.1) { hasPair[index] = true }
            }
            before = here
        }
        let information = zip(likeness, weights.information).reduce(0) { $0 + $1.0 * $1.1 }
        guard information > weights.floor else { return nil }
        let hold =
            Self.saturation * (1 - Self.lengthShare + Self.lengthShare * Double(words.count) / averageLength)
        var score = 0.0
        for place in likeness.indices where likeness[place] > 0 {
            // However often another word of the same letters is there, the same word once is more.
            let share =
                times[place] > 0 ? times[place] / (times[place] + hold) : likeness[place] / 2 / (1 + hold)
            score += weights.rarity[place] * likeness[place] * share
        }
        for (index, pair) in question.pairs.enumerated() where hasPair[index] {
            score += Self.weight(of: pair, weights)
        }
        return most > 0 ? min(1, score / most) : nil
    }

    private static func weight(of pair: (Int, Int), _ weights: WordWeights) -> Double {
        pairShare * (weights.rarity[pair.0] + weights.rarity[pair.1]) / 2
    }
}
