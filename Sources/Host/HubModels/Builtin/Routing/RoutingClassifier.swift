/// Linear evidence for each agent: -1 where nothing speaks for it, about +1 for what its rows say.
///
/// One squared-hinge support vector machine an agent against the rest, all trained together by dual coordinate descent
/// (Hsieh and others, 2008), with the intercept held at -1: a text of unknown words is nobody's, however few agents
/// there are. Rows are visited in an order that a fixed seed shuffles, so the same rows give the same weights.
struct RoutingClassifier: Sendable {
    let agentCount: Int
    /// For each feature, the weights of all agents.
    private let weights: [Float]

    /// Evidence of a text that says nothing; the opposite is asked of an agent's own rows.
    static let nothing: Float = -1
    /// Work is bounded: many rows and many agents need few passes.
    private static let visits = 900_000
    private static let passes = 6...30
    private static let tolerance: Float = 0.05

    init(_ matrix: RoutingMatrix, featureCount: Int, agentCount: Int) {
        self.agentCount = agentCount
        var weights = [Float](repeating: 0, count: featureCount * agentCount)
        let wanted = Self.visits / max(1, matrix.rowCount * agentCount)
        let limit = min(max(wanted, Self.passes.lowerBound), Self.passes.upperBound)
        // SAFETY: the buffer outlives the closure; the rows' indices come from a vocabulary of `featureCount` entries.
        weights.withUnsafeMutableBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            matrix.withRawRows { rows in
                var descent = RoutingDescent(rows: rows, weights: weights, agentCount: agentCount)
                for _ in 0..<limit where descent.pass() < Self.tolerance { break }
                descent.end()
            }
        }
        self.weights = weights
    }

    /// The evidence for each agent.
    func scores(of vector: RoutingVocabulary.Vector) -> [Float] {
        var scores = [Float](repeating: Self.nothing, count: agentCount)
        for (position, index) in vector.indices.enumerated() {
            let value = vector.values[position]
            let base = Int(index) * agentCount
            for agent in 0..<agentCount { scores[agent] += value * weights[base + agent] }
        }
        return scores
    }
}
