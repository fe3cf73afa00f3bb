import HubCore

/// What the limiter promises, in a few lines and by a clock of its own: seconds that the test lets pass.
struct RateModel {
    private var levels: [RateBucket: Double] = [:]

    mutating func pass(seconds: Double, limits: [RateBucket: Int]) {
        for (bucket, level) in levels {
            guard let limit = limits[bucket] else { continue }
            levels[bucket] = min(Double(limit), level + seconds * Double(limit) / 60)
        }
    }

    mutating func take(_ demands: [RateDemand]) -> RateVerdict {
        let waits = demands.compactMap { demand -> Double? in
            let (level, limit) = (self.level(demand), Double(demand.limit))
            let need = Double(max(demand.cost, 1))
            return level >= need ? nil : (need - level) * 60 / limit
        }
        if waits.isEmpty { for demand in demands { levels[demand.bucket] = level(demand) - Double(demand.cost) } }
        return RateVerdict(states: demands.map(state), retryAfter: waits.max().map { .seconds($0) })
    }

    mutating func charge(_ demands: [RateDemand]) {
        for demand in demands {
            let limit = Double(demand.limit)
            levels[demand.bucket] = max(-60 * limit, min(limit, level(demand) - Double(demand.cost)))
        }
    }

    private func level(_ demand: RateDemand) -> Double { levels[demand.bucket] ?? Double(demand.limit) }

    private func state(_ demand: RateDemand) -> RateState {
        let (level, limit) = (level(demand), Double(demand.limit))
        return RateState(
            limit: demand.limit, remaining: max(0, Int(level.rounded(.down))),
            reset: .seconds((limit - level) * 60 / limit))
    }
}
