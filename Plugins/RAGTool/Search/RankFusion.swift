/// Joins lists whose scores are not to be compared by the places in them: reciprocal rank fusion (Cormack, Clarke and
/// Büttcher, 2009).
enum RankFusion {
    private static let constant = 60.0

    /// The best first. A score is 1 for what is first in each list that there is.
    static func fused(_ lists: [[Match]]) -> [Match] {
        var scores: [Int64: Double] = [:]
        for list in lists {
            for (place, match) in list.enumerated() {
                scores[match.chunk, default: 0] += (constant + 1) / (constant + Double(place + 1))
            }
        }
        let count = Double(max(1, lists.count))
        return scores.map { Match(chunk: $0.key, score: $0.value / count) }
            .sorted { ($0.score, $1.chunk) > ($1.score, $0.chunk) }
    }
}
