import HubCore

/// A bucket's arithmetic, in integers: a unit is 60 million parts, of which `limit` flow in each microsecond, so that a
/// minute brings exactly `limit` units.
struct TokenBucket: Sendable {
    static let partsPerUnit: Int64 = 60_000_000
    /// Units a minute, beyond which a bucket counts as having no more.
    static let maximumLimit = 1_000_000_000
    /// From the deepest debt to full.
    private static let longestFill = Int64(RateBucket.deepestDebt + 1) * 60_000_000

    private var limit: Int64
    private var parts: Int64
    /// Microseconds on the limiter's clock.
    private var updated: Int64

    /// Full.
    init(limit: Int, now: Int64) {
        self.limit = Self.bounded(limit)
        parts = self.limit * Self.partsPerUnit
        updated = now
    }

    private static func bounded(_ limit: Int) -> Int64 { Int64(min(max(1, limit), maximumLimit)) }

    private var capacity: Int64 { limit * Self.partsPerUnit }
    private var floor: Int64 { -Int64(RateBucket.deepestDebt) * capacity }

    /// Lets in what has come since the last time, under the limit as it is now.
    mutating func refill(limit: Int, now: Int64) {
        self.limit = Self.bounded(limit)
        let elapsed = min(max(0, now - updated), Self.longestFill)
        parts = max(floor, min(parts + elapsed * self.limit, capacity))
        updated = max(updated, now)
    }

    /// Microseconds until the cost could be taken, for a cost of 0 one unit; 0: now. A cost beyond the limit never fits;
    /// what is said is how long its missing part would take.
    func wait(for cost: Int) -> Int64 {
        let needed = Int64(min(max(1, cost), 2 * Self.maximumLimit)) * Self.partsPerUnit
        return needed <= parts ? 0 : (needed - parts + limit - 1) / limit
    }

    /// Down to the deepest debt and no lower; a negative cost gives back, up to full.
    mutating func take(_ cost: Int) {
        let cost = Int64(min(max(-2 * Self.maximumLimit, cost), 2 * Self.maximumLimit))
        parts = max(floor, min(parts - cost * Self.partsPerUnit, capacity))
    }

    var state: RateState {
        RateState(
            limit: Int(limit), remaining: Int(max(0, parts) / Self.partsPerUnit),
            reset: .microseconds((capacity - parts + limit - 1) / limit))
    }

    /// From below 0 (debt) to 1 (full), at that time.
    func fullness(now: Int64) -> Double {
        let elapsed = min(max(0, now - updated), Self.longestFill)
        return Double(min(parts + elapsed * limit, capacity)) / Double(capacity)
    }
}
