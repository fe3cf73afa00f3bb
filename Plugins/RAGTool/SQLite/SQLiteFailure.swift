import CSQLite
import PluginSDK

/// What SQLite refuses, by its code; https://www.sqlite.org/rescode.html. Its own words may quote data, so they go no further.
struct SQLiteFailure: Error {
    /// The primary code.
    let code: Int32

    init(_ code: Int32) { self.code = code & 0xFF }
}

extension ToolError {
    /// A failure of the index file in words for whoever asked.
    init(_ failure: SQLiteFailure, of call: Call) {
        switch failure.code {
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .damagedIndex
        case SQLITE_INTERRUPT:
            self.init(.deadline, "The index of documents had not answered when the call's time was up.")
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(.busy, "The index of documents is being written to; try again in a moment.")
        case SQLITE_FULL:
            self.init(.unavailable, "The disk of the index of documents is full; the operator must make room.")
        case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_IOERR:
            self.init(
                .unavailable, "The file of the index of documents cannot be read or written (SQLite \(failure.code)).")
        case _: self.init(.internal, "The index of documents failed (SQLite \(failure.code)).")
        }
    }

    static var damagedIndex: ToolError {
        ToolError(
            .unavailable,
            "The file of the index of documents is damaged. Move it away and have the documents indexed again.")
    }

    static var foreignIndex: ToolError {
        ToolError(
            .unavailable,
            "The file of the index of documents is not one of this plugin's version. Move it away and have the documents indexed again."
        )
    }
}
