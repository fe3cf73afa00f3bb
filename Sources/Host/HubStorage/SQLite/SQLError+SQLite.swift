import GRDB

extension SQLError {
    /// The house's error for one of SQLite's; its message is dropped, since it may quote the statement.
    init(_ error: any Error, statement: Int) {
        guard let error = error as? DatabaseError else {
            self = .rejected(code: -1, statement: statement)
            return
        }
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
            self = .violation(.unique, statement: statement)
        case .SQLITE_CONSTRAINT_FOREIGNKEY: self = .violation(.foreignKey, statement: statement)
        case .SQLITE_CONSTRAINT_NOTNULL: self = .violation(.notNull, statement: statement)
        case .SQLITE_CONSTRAINT_CHECK: self = .violation(.check, statement: statement)
        case .SQLITE_CONSTRAINT_TRIGGER: self = .violation(.rule, statement: statement)
        case _: self.init(primary: error.resultCode, statement: statement)
        }
    }

    private init(primary code: ResultCode, statement: Int) {
        switch code {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_FULL: self = .full
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged
        case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_NOMEM, .SQLITE_PROTOCOL:
            self = .unavailable(code: Int(code.rawValue))
        case _: self = .rejected(code: Int(code.rawValue), statement: statement)
        }
    }
}
