import CSQLite

/// A connection to an index file, used by one thread at a time. Statements are literals, compiled once; what comes from
/// outside is bound, never part of their text.
final class SQLiteConnection {
    private let handle: OpaquePointer
    private var statements: [SQL: OpaquePointer] = [:]
    /// Asked now and then while a statement runs: whether it may stop, since nobody waits for it.
    var isAbandoned: (() -> Bool)?

    /// Opens the file, and makes it where there is none.
    init(path: String) throws(SQLiteFailure) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            sqlite3_close_v2(handle)
            throw SQLiteFailure(code)
        }
        self.handle = handle
        // SAFETY: the handler runs inside this connection's own calls only, so self is alive.
        sqlite3_progress_handler(
            handle, 20_000,
            { context in
                guard let context else { return 0 }
                let connection = Unmanaged<SQLiteConnection>.fromOpaque(context).takeUnretainedValue()
                return connection.isAbandoned?() == true ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// How long a statement waits for others that write.
    func setPatience(milliseconds: Int) { sqlite3_busy_timeout(handle, Int32(clamping: milliseconds)) }

    var lastRow: Int64 { sqlite3_last_insert_rowid(handle) }
    /// Rows that the last statement changed.
    var changes: Int { Int(sqlite3_changes64(handle)) }

    /// Runs a statement for each row of its result, until `each` says false.
    func run(
        _ sql: SQL, _ values: [SQLiteValue] = [], each: (SQLiteRow) -> Bool = { _ in true }
    ) throws(SQLiteFailure) {
        let statement = try statement(sql)
        // https://www.sqlite.org/c3ref/reset.html: its code repeats the step's, which was looked at.
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1), of: statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: if !each(SQLiteRow(statement)) { return }
            case SQLITE_DONE: return
            case let code: throw SQLiteFailure(code)
            }
        }
    }

    /// The first row's values, made by `read`; nil: no row.
    func first<Value>(
        _ sql: SQL, _ values: [SQLiteValue] = [], _ read: (SQLiteRow) -> Value
    ) throws(SQLiteFailure) -> Value? {
        var found: Value?
        try run(sql, values) {
            found = read($0)
            return false
        }
        return found
    }

    /// All rows' values.
    func all<Value>(
        _ sql: SQL, _ values: [SQLiteValue] = [], _ read: (SQLiteRow) -> Value
    ) throws(SQLiteFailure) -> [Value] {
        var all: [Value] = []
        try run(sql, values) {
            all.append(read($0))
            return true
        }
        return all
    }

    /// Reads that see one state of the file.
    func reading<Value>(_ body: () throws -> Value) throws -> Value {
        try run("BEGIN DEFERRED")
        return try ending(body)
    }

    /// Changes that are made whole or not at all. Who writes waits for others that do.
    func writing<Value>(_ body: () throws -> Value) throws -> Value {
        try run("BEGIN IMMEDIATE")
        return try ending(body)
    }

    private func ending<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            // Some failures have rolled back already; https://www.sqlite.org/c3ref/get_autocommit.html.
            isAbandoned = nil
            if sqlite3_get_autocommit(handle) == 0 { try run("ROLLBACK") }
            throw error
        }
    }

    private func statement(_ sql: SQL) throws(SQLiteFailure) -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql.text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw SQLiteFailure(code) }
        statements[sql] = statement
        return statement
    }

    private func bind(_ value: SQLiteValue, at index: Int32, of statement: OpaquePointer) throws(SQLiteFailure) {
        // SAFETY: no function but the constant SQLITE_TRANSIENT, -1, which has SQLite copy what it is given and is never called.
        // https://www.sqlite.org/c3ref/c_static.html
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let code =
            switch value {
            case .null: sqlite3_bind_null(statement, index)
            case .int(let number): sqlite3_bind_int64(statement, index, number)
            case .real(let number): sqlite3_bind_double(statement, index, number)
            case .text(let text):
                sqlite3_bind_text64(
                    statement, index, text, UInt64(text.utf8.count), copied, UInt8(SQLITE_UTF8))
            case .blob(let bytes): sqlite3_bind_blob64(statement, index, bytes, UInt64(bytes.count), copied)
            }
        guard code == SQLITE_OK else { throw SQLiteFailure(code) }
    }
}
