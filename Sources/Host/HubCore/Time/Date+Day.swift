import FoundationEssentials
import Glibc

extension Date {
    /// The day in UTC: `2025-10-15`.
    package var utcDay: String {
        var seconds = time_t(timeIntervalSince1970.rounded(.down))
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func digits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(digits(parts.tm_mon + 1))-\(digits(parts.tm_mday))"
    }

    /// The beginning of its day in UTC.
    package var startOfUTCDay: Date {
        Date(timeIntervalSince1970: (timeIntervalSince1970 / Self.secondsOfDay).rounded(.down) * Self.secondsOfDay)
    }

    package static let secondsOfDay = 86_400.0
}
