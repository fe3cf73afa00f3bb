import CPQ

/// The rows of a result that came in the binary format.
enum PostgreSQLRows {
    /// What a column's values are turned into.
    private enum Kind {
        case integer
        case text
        case bytes
        case other
    }

    static func rows(of result: OpaquePointer) throws(SQLError) -> [SQLRow] {
        let width = PQnfields(result)
        let kinds = (0..<width).map { kind(of: PQftype(result, $0)) }
        let count = PQntuples(result)
        var rows: [SQLRow] = []
        rows.reserveCapacity(Int(count))
        for row in 0..<count {
            var values: [SQLValue] = []
            values.reserveCapacity(Int(width))
            for column in 0..<width {
                values.append(try value(of: result, row: row, column: column, kind: kinds[Int(column)]))
            }
            rows.append(SQLRow(values))
        }
        return rows
    }

    /// By the type's number in the catalog, fixed for ever (`src/include/catalog/pg_type.dat`).
    private static func kind(of type: Oid) -> Kind {
        switch type {
        case 20, 21, 23: .integer
        // text, name, character varying
        case 25, 19, 1043: .text
        // bytea
        case 17: .bytes
        case _: .other
        }
    }

    private static func value(of result: OpaquePointer, row: Int32, column: Int32, kind: Kind) throws(SQLError)
        -> SQLValue
    {
        if PQgetisnull(result, row, column) == 1 { return .null }
        guard let start = PQgetvalue(result, row, column) else { throw .unexpectedValue(column: Int(column)) }
        // SAFETY: libpq gives the value's length, and keeps it until the result is cleared, after this call.
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
        switch kind {
        case .integer:
            // 2, 4 or 8 bytes in network order, in two's complement.
            guard let first = bytes.first else { throw .unexpectedValue(column: Int(column)) }
            return .integer(bytes.reduce(first < 128 ? 0 : -1) { $0 << 8 | Int64($1) })
        case .text: return .text(String(decoding: bytes, as: UTF8.self))
        case .bytes: return .bytes([UInt8](bytes))
        case .other: throw .unexpectedValue(column: Int(column))
        }
    }
}
