/// The types that a statement may cast to: none that looks up a name on the server, as `regclass` does, and none of a user's.
enum TypeList {
    private static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

    private static let postgreSQL = words(
        "bool boolean int2 int4 int8 smallint int integer bigint numeric decimal dec real float float4 float8 text varchar "
            + "bpchar char character date time timestamp timestamptz timetz interval uuid json jsonb jsonpath bytea money inet "
            + "cidr double int4range int8range numrange tsrange tstzrange daterange tsvector tsquery")

    private static let sqlite = words("integer int bigint text real numeric blob")

    static func contains(_ name: String, dialect: Dialect) -> Bool {
        switch dialect {
        case .postgreSQL: postgreSQL.contains(name)
        case .sqlite: sqlite.contains(name)
        }
    }

    static let intervalFields = words("year month day hour minute second")
}
