/// The server's types that are told apart, by their ids, which never change.
/// https://www.postgresql.org/docs/15/catalog-pg-type.html, src/include/catalog/pg_type.dat
enum PostgreSQLType {
    static let boolean: UInt32 = 16
    static let bytea: UInt32 = 17
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let json: UInt32 = 114
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let bpchar: UInt32 = 1042
    static let varchar: UInt32 = 1043
    static let date: UInt32 = 1082
    static let time: UInt32 = 1083
    static let timestamp: UInt32 = 1114
    static let timestamptz: UInt32 = 1184
    static let interval: UInt32 = 1186
    static let timetz: UInt32 = 1266
    static let numeric: UInt32 = 1700
    static let uuid: UInt32 = 2950
    static let jsonb: UInt32 = 3802

    /// The elements' type by the array's.
    static let elements: [UInt32: UInt32] = [
        1000: boolean, 1005: int2, 1007: int4, 1016: int8, 1009: text, 1014: bpchar, 1015: varchar, 1021: float4,
        1022: float8, 1231: numeric, 1182: date, 1115: timestamp, 1185: timestamptz, 2951: uuid,
    ]
}

extension ParameterType {
    var postgreSQL: UInt32 {
        switch self {
        case .text: PostgreSQLType.text
        case .integer: PostgreSQLType.int8
        case .number: PostgreSQLType.numeric
        case .boolean: PostgreSQLType.boolean
        case .date: PostgreSQLType.date
        case .timestamp: PostgreSQLType.timestamptz
        case .uuid: PostgreSQLType.uuid
        case .json: PostgreSQLType.jsonb
        }
    }
}
