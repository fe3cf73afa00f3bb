/// A value for a statement's parameter.
enum SQLiteValue {
    case null
    case int(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    static func int(_ value: Int) -> SQLiteValue { .int(Int64(value)) }
    static func text(_ value: String?) -> SQLiteValue { value.map { SQLiteValue.text($0) } ?? .null }
    static func int(_ value: Int?) -> SQLiteValue { value.map { SQLiteValue.int(Int64($0)) } ?? .null }
}
