import FoundationEssentials

/// Bounds on ids of UUID version 7, which begin with the time of their making: a span of time is a range of keys.
enum TimeOrderedID {
    /// Follows every id, of any time.
    static let end = "g"
    /// How far the making of an id and the time that its row states may lie apart; no turn takes so long.
    static let slack = 3600.0

    /// The first id that can have been made at that time (in whole milliseconds), as text.
    static func first(at date: Date) -> String {
        let milliseconds = min(max(date.timeIntervalSince1970 * 1000, 0), 281_474_976_710_655)
        let digits = String(UInt64(milliseconds), radix: 16)
        let padded = String(repeating: "0", count: 12 - digits.count) + digits
        return "\(padded.prefix(8))-\(padded.suffix(4))-7000-8000-000000000000"
    }
}
