import CPQ

/// What the server answered to one statement, or one row of it; freed with the object.
///
// SAFETY: libpq does not change a result after it has handed it out.
final class PostgreSQLResult: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }
    var rowCount: Int { Int(PQntuples(pointer)) }
    var columnCount: Int { Int(PQnfields(pointer)) }

    func name(_ column: Int) -> String { PQfname(pointer, Int32(column)).map { String(cString: $0) } ?? "" }
    func type(_ column: Int) -> UInt32 { PQftype(pointer, Int32(column)) }

    /// The value's text; nil for null.
    func text(_ row: Int, _ column: Int) -> String? {
        guard let bytes = bytes(row, column) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Borrowed from the result; nil for null.
    func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer? {
        guard PQgetisnull(pointer, Int32(row), Int32(column)) == 0,
            let value = PQgetvalue(pointer, Int32(row), Int32(column))
        else { return nil }
        return UnsafeRawBufferPointer(start: value, count: Int(PQgetlength(pointer, Int32(row), Int32(column))))
    }

    /// The server's code for what went wrong; nil when it has none.
    var state: String? { field(Int32(UInt8(ascii: "C"))) }
    /// The server's words for it. They may quote values.
    var words: String? { field(Int32(UInt8(ascii: "M"))) }

    private func field(_ code: Int32) -> String? { PQresultErrorField(pointer, code).map { String(cString: $0) } }
}

extension PostgreSQLResult {
    /// Of a description: the type of a parameter.
    func parameterType(_ index: Int) -> UInt32 { PQparamtype(pointer, Int32(index)) }
}
