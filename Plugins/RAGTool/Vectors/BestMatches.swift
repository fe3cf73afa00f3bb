/// The best of many matches, without keeping the others.
struct BestMatches {
    private let limit: Int
    private let minimum: Double
    /// In order once it is full.
    private var kept: [Match] = []

    init(limit: Int, minimum: Double) {
        self.limit = limit
        self.minimum = minimum
        kept.reserveCapacity(limit + 1)
    }

    mutating func offer(_ match: Match) {
        // Also false for what is not a number.
        guard match.score >= minimum else { return }
        if kept.count == limit, let worst = kept.last, match.score <= worst.score { return }
        let place = kept.firstIndex { $0.score < match.score } ?? kept.endIndex
        kept.insert(match, at: place)
        if kept.count > limit { kept.removeLast() }
    }

    /// The best first.
    var matches: [Match] { kept }
}
