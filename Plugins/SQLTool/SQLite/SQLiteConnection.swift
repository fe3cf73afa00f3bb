import CSQLite
import PluginSDK

/// A database file, opened to be read and nothing else, for one call.
///
/// SQLite itself is told so in several ways, since none of them covers everything: the file is opened read-only, the connection
/// is `query_only` and defensive and trusts no schema, an authorizer looks at every action and every function, nothing can be
/// attached or loaded, and sizes are limited.
///
// SAFETY: one thread makes and uses it.
final class SQLiteConnection {
    let pointer: OpaquePointer
    private let patience: Patience
    /// What the authorizer allows.
    let rules: SQLiteRules
    /// Whether a statement was stopped for the memory that it took.
    private var tookTooMuch = false

    init(path: String, rules: SQLiteRules, _ patience: Patience) throws(ToolError) {
        self.patience = patience
        self.rules = rules
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(
            path, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE,
            nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw ToolError(.unavailable, "The SQLite file cannot be opened (code \(code)).")
        }
        pointer = opened
        try configure()
    }

    deinit { sqlite3_close_v2(pointer) }

    private func configure() throws(ToolError) {
        for (option, value) in [
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
            (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0), (SQLITE_DBCONFIG_ENABLE_TRIGGER, 0),
            (SQLITE_DBCONFIG_DQS_DML, 0), (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0),
        ] as [(Int32, Int32)] {
            guard ah_sqlite_configure(pointer, option, value) == SQLITE_OK else {
                throw ToolError(.internal, "This SQLite cannot be made safe (option \(option)).")
            }
        }
        for (limit, value) in [
            (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_LENGTH, Int32(SQLLimits.maximumSQLiteBytes)),
            (SQLITE_LIMIT_SQL_LENGTH, 262_144), (SQLITE_LIMIT_COLUMN, 2000), (SQLITE_LIMIT_EXPR_DEPTH, 500),
            (SQLITE_LIMIT_COMPOUND_SELECT, 50), (SQLITE_LIMIT_VDBE_OP, 100_000), (SQLITE_LIMIT_FUNCTION_ARG, 100),
            (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000), (SQLITE_LIMIT_WORKER_THREADS, 0),
        ] as [(Int32, Int32)] { sqlite3_limit(pointer, limit, value) }
        sqlite3_busy_timeout(pointer, 1000)
        guard
            sqlite3_exec(
                pointer, "PRAGMA query_only = 1; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = 1", nil, nil, nil)
                == SQLITE_OK
        else { throw failure(quoting: true) }

        // SAFETY: the patience is this object's, which closes the connection before it goes.
        let user = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_progress_handler(
            pointer, 10,
            { user in
                guard let user else { return 1 }
                // SAFETY: the connection's own object, see above.
                let connection = Unmanaged<SQLiteConnection>.fromOpaque(user).takeUnretainedValue()
                return connection.mustStop ? 1 : 0
            }, user)
    }

    private var takesTooMuch: Bool { sqlite3_memory_used() > SQLLimits.maximumSQLiteMemory }

    private var mustStop: Bool {
        if takesTooMuch {
            tookTooMuch = true
            return true
        }
        do throws(ToolError) {
            try patience.check()
            return false
        } catch { return true }
    }

    /// From here on only what the rules allow is prepared.
    func restrict() throws(ToolError) {
        // SQLite makes these tables when they are named first, which to an authorizer looks like a change of the schema.
        for table in ["json_each", "json_tree"] { _ = try prepare("SELECT 1 FROM \(table)('[]')") }
        // SAFETY: the rules are this object's, which closes the connection before it goes.
        let user = Unmanaged.passUnretained(rules).toOpaque()
        sqlite3_set_authorizer(
            pointer,
            { user, action, first, second, database, source in
                guard let user else { return SQLITE_DENY }
                // SAFETY: the connection's own rules, see above.
                let rules = Unmanaged<SQLiteRules>.fromOpaque(user).takeUnretainedValue()
                func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }
                return rules.allow(
                    action, first: text(first), second: text(second), database: text(database), source: text(source))
                    ? SQLITE_OK : SQLITE_DENY
            }, user)
    }

    /// Prepares one statement that reads.
    func prepare(_ text: String) throws(ToolError) -> SQLiteStatement {
        var statement: OpaquePointer?
        let length = Int32(text.utf8.count)
        var isWhole = false
        let code = text.withCString { start in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(pointer, start, length + 1, 0, &statement, &tail)
            isWhole = tail.map { $0.pointee == 0 } ?? false
            return code
        }
        guard code == SQLITE_OK, let statement else {
            if let reason = rules.refusal { throw ToolError(.denied, reason) }
            throw failure(quoting: true)
        }
        let prepared = SQLiteStatement(statement)
        guard isWhole, sqlite3_stmt_readonly(statement) != 0, sqlite3_stmt_isexplain(statement) == 0,
            sqlite3_column_count(statement) > 0
        else { throw ToolError(.denied, "The statement does more than to read.") }
        return prepared
    }

    /// Why the last call of SQLite failed. Its words are told only where they quote names and no values.
    func failure(quoting: Bool) -> ToolError {
        do throws(ToolError) { try patience.check() } catch { return error }
        if tookTooMuch { return ToolError(.tooLarge, "The statement needs more memory than SQLite may take here.") }
        let code = sqlite3_errcode(pointer)
        let words = quoting ? sqlite3_errmsg(pointer).map { ": " + String(cString: $0) } ?? "" : ""
        switch code {
        case SQLITE_BUSY, SQLITE_LOCKED: return ToolError(.busy, "The SQLite file is being written.")
        case SQLITE_TOOBIG: return ToolError(.tooLarge, "A value of the result is too large.")
        case SQLITE_NOTADB, SQLITE_CORRUPT: return ToolError(.upstream, "The file is no SQLite database, or is broken.")
        case SQLITE_ERROR: return ToolError(.invalidConfiguration, "SQLite refuses the statement\(words).")
        case SQLITE_READONLY, SQLITE_AUTH: return ToolError(.denied, "The statement does what is not allowed.")
        case _: return ToolError(.upstream, "SQLite failed (code \(code)).")
        }
    }
}
