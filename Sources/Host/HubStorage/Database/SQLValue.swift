import FoundationEssentials
import HubCore

/// A value that both databases keep alike. Money is integer nano-dollars; a flag is 0 or 1; JSON is its text; a UUID is
/// its lower-case text; a time is integer microseconds since 1970, which both compare and index as they are, exactly,
/// with no time zone and nothing to format.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    /// Bytes as they are: of uploaded files, and nothing else.
    case bytes([UInt8])

    package static func integer(_ value: Int) -> SQLValue { .integer(Int64(value)) }
    package static func optional(_ value: Int64?) -> SQLValue { if let value { .integer(value) } else { .null } }
    package static func text(_ value: String?) -> SQLValue { value.map(SQLValue.text) ?? .null }
    package static func flag(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
    package static func optionalFlag(_ value: Bool?) -> SQLValue { if let value { .flag(value) } else { .null } }
    package static func json(_ value: JSONValue) -> SQLValue { .text(value.text) }
    package static func json(_ value: JSONValue?) -> SQLValue { value.map { .text($0.text) } ?? .null }
    package static func id<Table>(_ id: RowID<Table>) -> SQLValue { .text(id.description) }
    package static func id<Table>(_ id: RowID<Table>?) -> SQLValue { id.map { .text($0.description) } ?? .null }
    package static func tenant(_ tenant: TenantID?) -> SQLValue { .text(tenant?.rawValue) }
    /// A span of time, in microseconds.
    package static func span(_ duration: Duration) -> SQLValue {
        let (seconds, attoseconds) = duration.components
        return .integer(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
    package static func time(_ date: Date) -> SQLValue {
        .integer(Int64((date.timeIntervalSince1970 * 1_000_000).rounded()))
    }
}
