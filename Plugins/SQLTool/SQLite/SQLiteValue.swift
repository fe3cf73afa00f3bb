import CSQLite
import PluginSDK

/// Writes a value of a SQLite row into a result.
enum SQLiteValue {
    static func write(_ statement: SQLiteStatement, _ column: Int, _ kind: ResultColumn.Kind, to bytes: inout [UInt8]) {
        switch statement.type(column) {
        case SQLITE_INTEGER:
            let number = statement.integer(column)
            // SQLite has no booleans: a column that is declared so holds 0 and 1.
            if kind == .boolean, number == 0 || number == 1 {
                bytes.append(contentsOf: (number == 1 ? "true" : "false").utf8)
            } else {
                bytes.append(contentsOf: String(number).utf8)
            }
        case SQLITE_FLOAT:
            let value = statement.double(column)
            let json = JSONNumber(value).map { JSON.number($0) } ?? .string("\(value)")
            bytes.append(contentsOf: json.bytes)
        case SQLITE_TEXT:
            if kind == .json, let document = try? JSON(parsing: Array(statement.bytes(column))) {
                bytes.append(contentsOf: document.bytes)
            } else {
                bytes.append(contentsOf: JSON.string(statement.text(column)).bytes)
            }
        case SQLITE_BLOB: bytes.append(contentsOf: JSON.string(Base64.text(of: statement.bytes(column))).bytes)
        case _: bytes.append(contentsOf: "null".utf8)
        }
    }

    /// What a column holds: by its declaration, else by its first value.
    static func kind(_ declared: String?, first: Int32?) -> ResultColumn.Kind {
        if let declared {
            if declared.contains("BOOL") { return .boolean }
            if declared.contains("INT") { return .integer }
            if declared.contains("JSON") { return .json }
            if declared.hasPrefix("DATETIME") || declared.hasPrefix("TIMESTAMP") { return .timestamp }
            if declared.hasPrefix("DATE") { return .date }
            if ["REAL", "FLOA", "DOUB", "NUMERIC", "DECIMAL"].contains(where: declared.contains) { return .number }
            if declared.contains("BLOB") { return .binary }
            return .text
        }
        return switch first {
        case SQLITE_INTEGER: .integer
        case SQLITE_FLOAT: .number
        case SQLITE_BLOB: .binary
        case _: .text
        }
    }
}
