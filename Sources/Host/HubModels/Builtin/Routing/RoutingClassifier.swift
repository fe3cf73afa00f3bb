/// Linear evidence for each agent: -1 where nothing speaks for it, about +1 for what its rows say.
///
/// One squared-hinge support vector machine an agent against the rest, all trained together by dual coordinate descent
/// (Hsieh and others, 2008), with the intercept held at -1: a text of unknown words is nobody's, however few agents
/// there are. Rows are visited in an order that a fixed seed shuffles, so the same rows give the same weights.
struct RoutingClassifier: Sendable {
    let agentCount: Int
    /// For each feature, the weights of all agents.
    private let weights: [Float]

    private static let cost: Float = 1
    private static let target: Float = 1
    /// Work is bounded: many rows need few passes.
    private static let rowVisits = 90_000
    private static let passes = 6...60
    private static let tolerance: Float = 0.02

    init(_ matrix: RoutingMatrix, featureCount: Int, agentCount: Int) {
        self.agentCount = agentCount
        var weights = [Float](repeating: 0, count: featureCount * agentCount)
        let visits = max(Self.passes.lowerBound, Self.rowVisits / max(1, matrix.rowCount))
        let limit = min(Self.passes.upperBound, visits)
        // SAFETY: the buffers outlive the closure; indices come from the vocabulary, which has `featureCount` entries.
        weights.withUnsafeMutableBufferPointer { weights in
            guard let base = weights.baseAddress else { return }
            matrix.withUnsafeRows { rows in
                var descent = Descent(rows: rows, weights: base, agentCount: agentCount)
                for _ in 0..<limit where descent.pass() < Self.tolerance { break }
                descent.end()
            }
        }
        self.weights = weights
    }

    /// The evidence for each agent.
    func scores(of vector: RoutingVocabulary.Vector) -> [Float] {
        var scores = [Float](repeating: -Self.target, count: agentCount)
        for (position, index) in vector.indices.enumerated() {
            let value = vector.values[position]
            let base = Int(index) * agentCount
            for agent in 0..<agentCount { scores[agent] += value * weights[base + agent] }
        }
        return scores
    }

    /// The dual variables and the loop over them, on raw memory: this is where training spends its time.
    private struct Descent {
        private let rows: RoutingMatrix.UnsafeRows
        // SAFETY: points into the caller's `withUnsafeMutableBufferPointer`, which encloses this value's life.
        private let weights: UnsafeMutablePointer<Float>
        private let agentCount: Int
        // SAFETY: allocated in init, freed in `end`, never handed out.
        private let duals: UnsafeMutablePointer<Float>
        // SAFETY: as `duals`; holds one row's scores, then its changes.
        private let scratch: UnsafeMutablePointer<Float>
        private var order: [Int]
        private var seed: UInt64 = 0x2545_F491_4F6C_DD1D

        // SAFETY: `weights` must hold all features' weights and outlive the value.
        init(rows: RoutingMatrix.UnsafeRows, weights: UnsafeMutablePointer<Float>, agentCount: Int) {
            self.rows = rows
            self.weights = weights
            self.agentCount = agentCount
            // SAFETY: freed in `end`; sizes are those that the loops below are bounded by.
            duals = UnsafeMutablePointer<Float>.allocate(capacity: max(1, rows.count * agentCount))
            duals.initialize(repeating: 0, count: rows.count * agentCount)
            scratch = UnsafeMutablePointer<Float>.allocate(capacity: max(1, agentCount))
            scratch.initialize(repeating: 0, count: agentCount)
            order = Array(0..<rows.count)
        }

        func end() {
            duals.deallocate()
            scratch.deallocate()
        }

        /// Visits every row once; the greatest violation met.
        mutating func pass() -> Float {
            shuffle()
            var worst: Float = 0
            for row in order { worst = max(worst, visit(row)) }
            return worst
        }

        private func visit(_ row: Int) -> Float {
            let end = rows.offsets[row + 1]
            var agent = 0
            while agent < agentCount {
                scratch[agent] = 0
                agent &+= 1
            }
            var entry = rows.offsets[row]
            while entry < end {
                let value = rows.values[entry]
                let base = weights + Int(rows.indices[entry]) &* agentCount
                agent = 0
                while agent < agentCount {
                    scratch[agent] += value * base[agent]
                    agent &+= 1
                }
                entry &+= 1
            }
            let (worst, hasChanged) = step(row)
            guard hasChanged else { return worst }
            entry = rows.offsets[row]
            while entry < end {
                let value = rows.values[entry]
                let base = weights + Int(rows.indices[entry]) &* agentCount
                agent = 0
                while agent < agentCount {
                    base[agent] += value * scratch[agent]
                    agent &+= 1
                }
                entry &+= 1
            }
            return worst
        }

        /// Replaces the row's scores in `scratch` by the change of its dual variables.
        private func step(_ row: Int) -> (worst: Float, hasChanged: Bool) {
            let softness = 0.5 / RoutingClassifier.cost
            let curvature = rows.squares[row] + softness
            let owner = Int(rows.agents[row])
            let duals = duals + row &* agentCount
            var worst: Float = 0
            var hasChanged = false
            var agent = 0
            while agent < agentCount {
                let sign: Float = agent == owner ? 1 : -1
                let gradient = sign * (scratch[agent] - RoutingClassifier.target) - 1 + softness * duals[agent]
                let next = max(0, duals[agent] - gradient / curvature)
                let change = next - duals[agent]
                duals[agent] = next
                scratch[agent] = change * sign
                let size = abs(change) * curvature
                if size > worst { worst = size }
                if size > 1e-6 { hasChanged = true }
                agent &+= 1
            }
            return (worst, hasChanged)
        }

        private mutating func shuffle() {
            var position = order.count - 1
            while position > 0 {
                seed ^= seed << 13
                seed ^= seed >> 7
                seed ^= seed << 17
                order.swapAt(position, Int(seed % UInt64(position + 1)))
                position -= 1
            }
        }
    }
}
