import FoundationEssentials
import HubCore

/// A row of a result: its values in the order of the `SELECT` list.
package struct SQLRow: Sendable, Hashable {
    package let values: [SQLValue]

    package init(_ values: [SQLValue]) { self.values = values }

    /// Reads the columns one after the other.
    var columns: SQLColumns { SQLColumns(values: values) }
}

/// Reads a row from left to right; each call takes the next column and demands its type.
struct SQLColumns {
    private let values: [SQLValue]
    private var position = 0

    init(values: [SQLValue]) { self.values = values }

    private mutating func next() throws(SQLError) -> SQLValue {
        guard position < values.count else { throw .unexpectedValue(column: position) }
        defer { position += 1 }
        return values[position]
    }

    /// What was just read makes no sense.
    var failure: SQLError { .unexpectedValue(column: position - 1) }

    mutating func optionalText() throws(SQLError) -> String? {
        switch try next() {
        case .text(let value): return value
        case .null: return nil
        case .integer, .bytes: throw failure
        }
    }

    mutating func text() throws(SQLError) -> String {
        guard let value = try optionalText() else { throw failure }
        return value
    }

    mutating func optionalInteger() throws(SQLError) -> Int64? {
        switch try next() {
        case .integer(let value): return value
        case .null: return nil
        case .text, .bytes: throw failure
        }
    }

    mutating func integer() throws(SQLError) -> Int64 {
        guard let value = try optionalInteger() else { throw failure }
        return value
    }

    mutating func bytes() throws(SQLError) -> [UInt8] {
        guard case .bytes(let value) = try next() else { throw failure }
        return value
    }

    mutating func count() throws(SQLError) -> Int { Int(try integer()) }

    mutating func optionalCount() throws(SQLError) -> Int? { try optionalInteger().map(Int.init) }

    mutating func flag() throws(SQLError) -> Bool { try integer() != 0 }

    mutating func time() throws(SQLError) -> Date {
        Date(timeIntervalSince1970: Double(try integer()) / 1_000_000)
    }

    mutating func optionalJSON() throws(SQLError) -> JSONValue? {
        guard let text = try optionalText() else { return nil }
        do { return try JSONValue(parsing: text) } catch { throw failure }
    }

    mutating func json() throws(SQLError) -> JSONValue {
        guard let value = try optionalJSON() else { throw failure }
        return value
    }

    mutating func optionalID<Table>(_ type: RowID<Table>.Type = RowID<Table>.self) throws(SQLError) -> RowID<Table>? {
        guard let text = try optionalText() else { return nil }
        guard let id = RowID<Table>(text) else { throw failure }
        return id
    }

    mutating func id<Table>(_ type: RowID<Table>.Type = RowID<Table>.self) throws(SQLError) -> RowID<Table> {
        guard let id = try optionalID(type) else { throw failure }
        return id
    }

    mutating func optionalTenant() throws(SQLError) -> TenantID? {
        guard let text = try optionalText() else { return nil }
        guard let tenant = TenantID(text) else { throw failure }
        return tenant
    }

    mutating func optionalChoice<Choice: RawRepresentable<String>>(_ type: Choice.Type = Choice.self) throws(SQLError)
        -> Choice?
    {
        guard let text = try optionalText() else { return nil }
        guard let choice = Choice(rawValue: text) else { throw failure }
        return choice
    }

    mutating func choice<Choice: RawRepresentable<String>>(_ type: Choice.Type = Choice.self) throws(SQLError) -> Choice
    {
        guard let choice = try optionalChoice(type) else { throw failure }
        return choice
    }
}
