import FoundationEssentials

extension Date {
    /// `2025-10-15T08:00:00.123Z`.
    var rfc3339: String { formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
}
