import Glibc

/// How much each word of a question says, by how few of the chunks that the caller may see have it.
struct WordWeights: Sendable {
    /// The probabilistic inverse document frequency, for the order of passages.
    let rarity: [Double]
    /// From 1/2 for a word that all chunks have to 1 for one that none or one has, for what is relevant at all.
    let information: [Double]
    /// Whether any chunk has the word.
    let isKnown: [Bool]

    /// - Parameter counts: how many of the `chunks` have the word.
    init(counts: [Int], chunks: Int) {
        func rarity(_ count: Int) -> Double {
            let count = Double(max(1, min(count, chunks)))
            return log(1 + (Double(chunks) - count + 0.5) / (count + 0.5))
        }
        let most = max(rarity(1), 1e-9)
        self.rarity = counts.map(rarity)
        information = counts.map { 0.5 + 0.5 * min(1, rarity($0) / most) }
        isKnown = counts.map { $0 > 0 }
    }

    /// What a passage's words must sum to beyond, to have anything to do with the question: half of a short question, less
    /// of a long one, whose words are not all about one thing.
    var floor: Double {
        let sum = information.reduce(0, +)
        return min(0.5 * sum, 1 + 0.2 * sum)
    }

    /// The words of which a relevant passage has at least one: without them the others do not reach the floor.
    var needed: [Int] {
        let known = information.indices.filter { isKnown[$0] }.sorted { information[$0] < information[$1] }
        var sum = 0.0
        return Array(
            known.drop {
                sum += information[$0]
                return sum <= floor
            })
    }
}
