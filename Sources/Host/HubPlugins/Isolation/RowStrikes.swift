/// Rows whose calls their plugin did not survive: one tenant's poison does not take the plugin from all. Times are nanoseconds on
/// CLOCK_MONOTONIC.
struct RowStrikes {
    private let settings: IsolationSettings
    private var strikes: [InstanceKey.Row: [UInt64]] = [:]
    private var outUntil: [InstanceKey.Row: UInt64] = [:]

    init(_ settings: IsolationSettings) { self.settings = settings }

    /// A process ended while it had only calls of this row. True when the row is shut out from here on.
    mutating func strike(_ row: InstanceKey.Row, at now: UInt64) -> Bool {
        let window = settings.strikeWindow.nanoseconds
        outUntil = outUntil.filter { $0.value > now }
        strikes = strikes.compactMapValues { times in
            let recent = times.filter { now &- $0 < window }
            return recent.isEmpty ? nil : recent
        }
        strikes[row, default: []].append(now)
        guard let count = strikes[row]?.count, count >= settings.strikes else { return false }
        strikes[row] = nil
        outUntil[row] = now &+ window
        return true
    }

    func isOut(_ row: InstanceKey.Row, at now: UInt64) -> Bool {
        guard !outUntil.isEmpty, let time = outUntil[row] else { return false }
        return time > now
    }

    /// How many rows are shut out.
    func outCount(at now: UInt64) -> Int { outUntil.values.count { $0 > now } }

    var isEmpty: Bool { outUntil.isEmpty }
}
