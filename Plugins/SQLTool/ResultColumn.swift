/// A column of a result.
struct ResultColumn: Sendable {
    /// How its values are written, and what the result says that they are.
    enum Kind: String, Sendable {
        case text
        case integer
        case number
        case boolean
        case date
        case timestamp
        case json
        case binary
    }

    let name: String
    let kind: Kind
}

extension ResultColumn.Kind {
    init(postgreSQL type: UInt32) {
        self =
            switch type {
            case PostgreSQLType.boolean: .boolean
            case PostgreSQLType.int2, PostgreSQLType.int4, PostgreSQLType.int8: .integer
            case PostgreSQLType.float4, PostgreSQLType.float8, PostgreSQLType.numeric: .number
            case PostgreSQLType.date: .date
            case PostgreSQLType.timestamp, PostgreSQLType.timestamptz: .timestamp
            case PostgreSQLType.json, PostgreSQLType.jsonb: .json
            case PostgreSQLType.bytea: .binary
            case _: .text
            }
    }
}
