import FoundationEssentials
import HubCore

extension QueryParameter where Value == Date {
    /// A time, or a day for its beginning.
    static func time(_ name: String, _ text: String) -> QueryParameter {
        QueryParameter(
            name, ["type": "string", "anyOf": [["format": "date"], ["format": "date-time"]]], text,
            rule: "a day such as 2026-11-22 or a time such as 2026-11-22T08:00:00Z"
        ) { Date(day: $0) ?? Date(rfc3339: $0) }
    }
}
