/// The evidence that a text holds for each agent.
struct RoutingEvidence: Sendable {
    let scores: [Float]
    /// The agent with the most evidence, the first of equals.
    let best: Int
    let bestScore: Float
    /// How far the best is ahead of the next, or of nothing at all.
    let lead: Float

    init(scores: [Float]) {
        var best = 0
        var bestScore = -Float.infinity
        var next: Float = -1
        for (agent, score) in scores.enumerated() {
            if score > bestScore {
                next = max(next, bestScore)
                bestScore = score
                best = agent
            } else if score > next {
                next = score
            }
        }
        self.scores = scores
        self.best = best
        self.bestScore = bestScore
        lead = bestScore - next
    }
}
