import Glibc

/// How much each word of a question says, by how few of the chunks that the caller may see have it.
struct WordWeights: Sendable {
    /// The probabilistic inverse document frequency, for the order of passages.
    let rarity: [Double]
    /// From 1/2 for a word that all chunks have to 1 for one that none or one has, for what is relevant at all.
    let information: [Double]
    /// How many chunks have the word.
    let counts: [Int]

    /// - Parameter counts: how many of the `chunks` have the word.
    init(counts: [Int], chunks: Int) {
        func rarity(_ count: Int) -> Double {
            let count = Double(max(1, min(count, chunks)))
            return log(1 + (Double(chunks) - count + 0.5) / (count + 0.5))
        }
        let most = max(rarity(1), 1e-9)
        self.rarity = counts.map(rarity)
        information = counts.map { 0.5 + 0.5 * min(1, rarity($0) / most) }
        self.counts = counts
    }

    /// What a passage's words must sum to beyond, to have anything to do with the question: half of a short question, less
    /// of a long one, whose words are not all about one thing.
    var floor: Double {
        let sum = information.reduce(0, +)
        return min(0.5 * sum, 1 + 0.2 * sum)
    }

    /// The words that any chunk has.
    var known: [Int] { counts.indices.filter { counts[$0] > 0 } }

    /// The words of which a relevant passage has at least one: without them the others do not reach the floor.
    var needed: [Int] {
        var sum = 0.0
        return Array(
            known.sorted { information[$0] < information[$1] }.drop {
                sum += information[$0]
                return sum <= floor
            })
    }
}
