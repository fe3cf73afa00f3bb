import GRDB

/// Statements to run on one connection, one after the other.
struct SQLiteBatch: Sendable {
    private let statements: [SQLStatement]
    private let texts: SQLiteTexts

    init(_ statements: [SQLStatement], texts: SQLiteTexts) {
        self.statements = statements
        self.texts = texts
    }

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
        var values: [DatabaseValue] = []
        values.reserveCapacity(text.order.count)
        for parameter in text.order {
            guard parameter < statement.parameters.count else {
                throw SQLError.rejected(code: ResultCode.SQLITE_RANGE.intValue, statement: position)
            }
            values.append(try statement.parameters[parameter].databaseValue(statement: position))
        }
        let prepared = try database.cachedStatement(sql: text.sql)
        // One value for each parameter, in SQLite's own order.
        prepared.setUncheckedArguments(StatementArguments(values))
        if prepared.columnCount == 0 {
            try prepared.execute()
            return []
        }
        var rows: [SQLRow] = []
        let cursor = try Row.fetchCursor(prepared)
        while let row = try cursor.next() {
            rows.append(SQLRow(try row.databaseValues.enumerated().map { try SQLValue($1, column: $0) }))
        }
        return rows
    }
}

extension ResultCode {
    fileprivate var intValue: Int { Int(rawValue) }
}

extension SQLValue {
    fileprivate func databaseValue(statement: Int) throws(SQLError) -> DatabaseValue {
        switch self {
        case .null: return .null
        case .integer(let value): return value.databaseValue
        case .text(let value):
            // SQLite would cut the text there, PostgreSQL refuses it.
            if value.utf8.contains(0) { throw .invalidText(statement: statement) }
            return value.databaseValue
        }
    }

    fileprivate init(_ value: DatabaseValue, column: Int) throws(SQLError) {
        switch value.storage {
        case .null: self = .null
        case .int64(let value): self = .integer(value)
        case .string(let value): self = .text(value)
        case .double, .blob: throw .unexpectedValue(column: column)
        }
    }
}
