import HubCore

/// Buckets by their names, a bounded number of them. Times in microseconds.
struct RateTable: Sendable {
    private let capacity: Int
    private var buckets: [RateBucket: TokenBucket] = [:]
    /// At how many buckets the full ones are looked for.
    private var sweepAt: Int

    init(capacity: Int) {
        self.capacity = max(8, capacity)
        sweepAt = min(1024, self.capacity)
    }

    var count: Int { buckets.count }

    mutating func take(_ demands: [RateDemand], now: Int64) -> RateVerdict {
        var wait: Int64 = 0
        // Two demands may name one bucket; each sees what the others before it took.
        var taken: [RateBucket: TokenBucket] = [:]
        for demand in demands {
            var bucket = taken[demand.bucket] ?? refilled(demand, now)
            wait = max(wait, bucket.wait(for: demand.cost))
            bucket.take(max(0, demand.cost))
            taken[demand.bucket] = bucket
        }
        if wait > 0 {
            return RateVerdict(
                states: demands.map { refilled($0, now).state }, retryAfter: .microseconds(wait))
        }
        for (name, bucket) in taken { keep(bucket, as: name, now) }
        return RateVerdict(states: demands.map { (taken[$0.bucket] ?? refilled($0, now)).state })
    }

    mutating func charge(_ demands: [RateDemand], now: Int64) {
        for demand in demands {
            var bucket = refilled(demand, now)
            bucket.take(demand.cost)
            keep(bucket, as: demand.bucket, now)
        }
    }

    private func refilled(_ demand: RateDemand, _ now: Int64) -> TokenBucket {
        guard var bucket = buckets[demand.bucket] else { return TokenBucket(limit: demand.limit, now: now) }
        bucket.refill(limit: demand.limit, now: now)
        return bucket
    }

    private mutating func keep(_ bucket: TokenBucket, as name: RateBucket, _ now: Int64) {
        buckets[name] = bucket
        if buckets.count > sweepAt { sweep(now) }
    }

    /// Forgets the full buckets and, where that is not enough, the fullest: who used least loses least.
    private mutating func sweep(_ now: Int64) {
        buckets = buckets.filter { $0.value.fullness(now: now) < 1 }
        if buckets.count > capacity - capacity / 8 {
            let fullest = buckets.map { (name: $0.key, fullness: $0.value.fullness(now: now)) }
                .sorted { $0.fullness > $1.fullness }
            for bucket in fullest.prefix(buckets.count - (capacity - capacity / 8)) { buckets[bucket.name] = nil }
        }
        sweepAt = min(capacity, max(1024, 2 * buckets.count))
    }
}
