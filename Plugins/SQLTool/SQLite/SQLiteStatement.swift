import CSQLite

/// A prepared statement, finalized with the object.
final class SQLiteStatement {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { sqlite3_finalize(pointer) }

    var columnCount: Int { Int(sqlite3_column_count(pointer)) }

    func name(_ column: Int) -> String { sqlite3_column_name(pointer, Int32(column)).map { String(cString: $0) } ?? "" }

    /// What the table's definition says; nil for an expression.
    func declaredType(_ column: Int) -> String? {
        sqlite3_column_decltype(pointer, Int32(column)).map { String(cString: $0).uppercased() }
    }

    func type(_ column: Int) -> Int32 { sqlite3_column_type(pointer, Int32(column)) }
    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(pointer, Int32(column)) }
    func double(_ column: Int) -> Double { sqlite3_column_double(pointer, Int32(column)) }

    /// Of a text or a blob; valid until the next step.
    func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(pointer, Int32(column))
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, Int32(column))))
    }

    func text(_ column: Int) -> String {
        guard let start = sqlite3_column_text(pointer, Int32(column)) else { return "" }
        return String(
            decoding: UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, Int32(column)))),
            as: UTF8.self)
    }
}
