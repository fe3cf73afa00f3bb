import CSQLite
import Foundation

/// An index file as somebody else opens it.
final class IndexFileAccess {
    struct Failure: Error { let code: Int32 }

    private let handle: OpaquePointer

    init(_ file: URL) throws {
        var handle: OpaquePointer?
        let code = sqlite3_open(file.path, &handle)
        guard code == SQLITE_OK, let handle else { throw Failure(code: code) }
        self.handle = handle
    }

    deinit { sqlite3_close_v2(handle) }

    func run(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw Failure(code: code) }
    }

    /// The first column of the first row.
    func number(_ sql: String) throws -> Int {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
        defer { sqlite3_finalize(statement) }
        guard code == SQLITE_OK, sqlite3_step(statement) == SQLITE_ROW else { throw Failure(code: code) }
        return Int(sqlite3_column_int64(statement, 0))
    }
}
