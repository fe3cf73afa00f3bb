/// What is shown in place of a column's values. The values themselves never reach the statement: a table with such a column
/// is read by a subquery that has masked it already, so that no expression, alias or condition can tell them.
enum ColumnMask: String, Sendable, CaseIterable {
    /// NULL.
    case null
    /// `***`.
    case hide
    /// `***` and the last four characters, when there are more.
    case last4

    /// - Parameter column: Quoted, with its table.
    func expression(_ column: String, dialect: Dialect) -> String {
        let (text, length, last) =
            switch dialect {
            case .postgreSQL:
                (
                    "CAST(\(column) AS text)", "pg_catalog.length(CAST(\(column) AS text))",
                    "pg_catalog.right(CAST(\(column) AS text), 4)"
                )
            case .sqlite: ("CAST(\(column) AS text)", "length(CAST(\(column) AS text))", "substr(\(column), -4)")
            }
        return switch self {
        case .null: "CASE WHEN FALSE THEN \(column) END"
        case .hide: "CASE WHEN \(column) IS NOT NULL THEN '***' END"
        case .last4: "CASE WHEN \(text) IS NULL THEN NULL WHEN \(length) > 4 THEN '***' || \(last) ELSE '***' END"
        }
    }
}
