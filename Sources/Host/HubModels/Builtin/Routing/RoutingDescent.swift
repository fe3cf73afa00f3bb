/// The dual variables of a training run and the loop over them, on raw memory: here training spends its time.
struct RoutingDescent {
    private let rows: RoutingMatrix.RawRows
    private let agentCount: Int
    // SAFETY: lent by the caller, whose closure encloses this value's life.
    private let weights: UnsafeMutablePointer<Float>
    // SAFETY: both are allocated in `init`, freed in `end` and never handed out. `scratch` holds one row's scores, then
    // the changes of its dual variables.
    private let duals: UnsafeMutablePointer<Float>
    private let scratch: UnsafeMutablePointer<Float>
    private var order: [Int]
    private var seed: UInt64 = 0x2545_F491_4F6C_DD1D

    /// Half the inverse of the cost of an error: what a dual variable adds to its own curvature.
    private static let softness: Float = 0.5
    /// The least change that is worth carrying into the weights.
    private static let leastChange: Float = 1e-6

    // SAFETY: `weights` must hold all features' weights and outlive the value; `end` must be called once.
    init(rows: RoutingMatrix.RawRows, weights: UnsafeMutablePointer<Float>, agentCount: Int) {
        self.rows = rows
        self.weights = weights
        self.agentCount = agentCount
        // SAFETY: the sizes are those that the loops below are bounded by.
        duals = UnsafeMutablePointer<Float>.allocate(capacity: max(1, rows.count * agentCount))
        scratch = UnsafeMutablePointer<Float>.allocate(capacity: max(1, agentCount))
        duals.initialize(repeating: 0, count: rows.count * agentCount)
        scratch.initialize(repeating: 0, count: agentCount)
        order = Array(0..<rows.count)
    }

    /// Frees the memory; the value must not be used after.
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

    // The loops below are written out with unchecked indices, since a debug build must also train in seconds.

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
            let own = weights + Int(rows.indices[entry]) &* agentCount
            agent = 0
            while agent < agentCount {
                scratch[agent] += value * own[agent]
                agent &+= 1
            }
            entry &+= 1
        }
        let (worst, hasChanged) = step(row)
        guard hasChanged else { return worst }
        entry = rows.offsets[row]
        while entry < end {
            let value = rows.values[entry]
            let own = weights + Int(rows.indices[entry]) &* agentCount
            agent = 0
            while agent < agentCount {
                own[agent] += value * scratch[agent]
                agent &+= 1
            }
            entry &+= 1
        }
        return worst
    }

    /// Replaces the row's scores in `scratch` by the changes that bring its dual variables to their optimum.
    private func step(_ row: Int) -> (worst: Float, hasChanged: Bool) {
        let curvature = rows.squares[row] + Self.softness
        let owner = Int(rows.agents[row])
        let first = row &* agentCount
        var worst: Float = 0
        var hasChanged = false
        var agent = 0
        while agent < agentCount {
            let sign: Float = agent == owner ? 1 : -1
            let dual = duals[first + agent]
            let gradient = sign * (scratch[agent] + RoutingClassifier.nothing) - 1 + Self.softness * dual
            let next = max(0, dual - gradient / curvature)
            duals[first + agent] = next
            scratch[agent] = (next - dual) * sign
            let violation = abs(next - dual) * curvature
            if violation > worst { worst = violation }
            if violation > Self.leastChange { hasChanged = true }
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
