import FoundationEssentials
import GRDB

/// Statements to run on one connection, one after the other.
struct SQLiteBatch: Sendable {
    private let statements: [SQLStatement]
    private let texts: SQLiteTexts

    init(_ statements: [SQLStatement], texts: SQLiteTexts) {
        self.statements = statements
        self.texts = texts
    }

    var count: Int { statements.count }

    /// Stops at the first failure; what to undo is the caller's business.
    func run(on database: Database) throws(SQLError) -> [[SQLRow]] {
        var results: [[SQLRow]] = []
        results.reserveCapacity(statements.count)
        for (position, statement) in statements.enumerated() {
            do {
                results.append(try run(statement, at: position, on: database))
            } catch let error as SQLError {
                throw error
            } catch {
                throw SQLError(error, statement: position)
            }
        }
        return results
    }

    private func run(_ statement: SQLStatement, at position: Int, on database: Database) throws -> [SQLRow] {
        let text = texts.text(of: statement)
        let prepared = try database.cachedStatement(sql: text.sql)
        // Resets the statement and its bindings to null. The values are bound by hand: GRDB's way through
        // `StatementArguments` takes half of a commit's time in user space.
        prepared.setUncheckedArguments(StatementArguments())
        for (index, parameter) in text.order.enumerated() {
            guard parameter < statement.parameters.count else {
                throw SQLError.rejected(code: Int(ResultCode.SQLITE_RANGE.rawValue), statement: position)
            }
            let code = try statement.parameters[parameter].bind(
                to: prepared.sqliteStatement, at: CInt(index + 1), statement: position)
            guard ResultCode(rawValue: code) == .SQLITE_OK else {
                throw SQLError.rejected(code: Int(code), statement: position)
            }
        }
        let width = CInt(prepared.columnCount)
        if width == 0 {
            try prepared.execute()
            return []
        }
        var rows: [SQLRow] = []
        let cursor = try Row.fetchCursor(prepared)
        while try cursor.next() != nil {
            rows.append(SQLRow(try (0..<width).map { try SQLValue(prepared.sqliteStatement, column: $0) }))
        }
        return rows
    }
}

extension SQLValue {
    /// Copies the value into the parameter, which is null so far; returns SQLite's code.
    fileprivate func bind(to prepared: SQLiteStatement, at index: CInt, statement: Int) throws(SQLError) -> CInt {
        switch self {
        case .null: return ResultCode.SQLITE_OK.rawValue
        case .integer(let value): return value.bind(to: prepared, at: index)
        case .text(let value):
            // SQLite would cut the text there, PostgreSQL refuses it.
            if value.hasNUL { throw .invalidText(statement: statement) }
            return value.bind(to: prepared, at: index)
        case .bytes(let value): return Data(value).bind(to: prepared, at: index)
        }
    }

    fileprivate init(_ prepared: SQLiteStatement, column: CInt) throws(SQLError) {
        switch DatabaseValue(sqliteStatement: prepared, index: column).storage {
        case .null: self = .null
        case .int64(let value): self = .integer(value)
        case .string(let value): self = .text(value)
        case .blob(let value): self = .bytes([UInt8](value))
        case .double: throw .unexpectedValue(column: Int(column))
        }
    }
}
