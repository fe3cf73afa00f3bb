import CPQ
import Glibc

/// A connection of libpq, closed with the object.
///
// SAFETY: whoever took it from the pool, or made it, uses it alone.
final class PostgreSQLHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Begins to connect and does not wait. Nil when memory is out.
    init?(_ options: [(String, String)]) {
        let started = Self.withCStrings(options.map(\.0)) { keywords in
            Self.withCStrings(options.map(\.1)) { values in PQconnectStartParams(keywords, values, 0) }
        }
        guard let started else { return nil }
        pointer = started
        ah_pq_drop_notices(started)
    }

    deinit { PQfinish(pointer) }

    /// The last problem as libpq or the server put it.
    var message: String { PQerrorMessage(pointer).map { String(cString: $0) } ?? "" }

    /// Lends the strings with a null behind them, as libpq wants them. The copies are wiped: one may be a password.
    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer {
            for copy in copies {
                if let copy { explicit_bzero(copy, strlen(copy)) }
                free(copy)
            }
        }
        let pointers = copies.map { UnsafePointer<CChar>($0) } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
