import CPQ
import Dispatch
import Foundation

/// A plain connection to a PostgreSQL server, for what a test does behind the product's back. Not for statements whose
/// text holds values: the tests' own texts only.
///
// SAFETY: its calls go through one serial queue.
package final class PostgresSession: @unchecked Sendable {
    private let connection: OpaquePointer
    private let queue = DispatchQueue(label: "postgres-session")

    package static func open(_ url: String) async throws -> PostgresSession {
        try await BlockingWork.run { try PostgresSession(url) }
    }

    /// Blocks while it connects.
    private init(_ url: String) throws {
        guard let connection = PQconnectdb(url) else { throw PostgresError(description: "out of memory") }
        guard PQstatus(connection) == CONNECTION_OK else {
            defer { PQfinish(connection) }
            throw PostgresError(description: String(cString: PQerrorMessage(connection)))
        }
        ah_pq_drop_notices(connection)
        self.connection = connection
    }

    deinit { PQfinish(connection) }

    /// Runs statements, several separated by semicolons, and gives the last one's rows as text.
    @discardableResult
    package func run(_ text: String) async throws -> [[String?]] {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.runNow(text) }) }
        }
    }

    private func runNow(_ text: String) throws -> [[String?]] {
        let result = PQexec(connection, text)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK else {
            throw PostgresError(description: String(cString: PQerrorMessage(connection)))
        }
        return (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { column in
                PQgetisnull(result, row, column) == 1 ? nil : String(cString: PQgetvalue(result, row, column))
            }
        }
    }

    /// Opens a session for one text.
    @discardableResult
    package static func run(_ text: String, at url: String) async throws -> [[String?]] {
        try await open(url).run(text)
    }
}

package struct PostgresError: Error, CustomStringConvertible {
    package let description: String
}
