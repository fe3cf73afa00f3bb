import CPQ
import Glibc
import HubCore

/// An established connection of libpq, closed with the object.
///
// SAFETY: one thread connects, and hands it over to the one thread that uses it from then on.
final class PostgreSQLHandle: @unchecked Sendable {
    let pointer: OpaquePointer
    /// Becomes 1 when the server ends the connection while it is idle.
    private let ended: UnsafeMutablePointer<Int32>

    /// Blocks until the connection stands or has failed; `keywords` override what the URL says, `defaults` do not.
    init(_ address: PostgreSQLAddress, defaults: [(String, String)], overrides: [(String, String)])
        throws(PostgreSQLConnectError)
    {
        let options = defaults + [("dbname", address.url.reveal())] + overrides
        let connected = Self.withCStrings(options.map(\.0)) { keywords in
            Self.withCStrings(options.map(\.1)) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let connected else { throw PostgreSQLConnectError(reason: "out of memory") }
        pointer = connected
        ended = .allocate(capacity: 1)
        ended.initialize(to: 0)
        ah_pq_take_notices(connected, ended)
        guard PQstatus(connected) == CONNECTION_OK else {
            throw PostgreSQLConnectError(message: PQerrorMessage(connected))
        }
    }

    deinit {
        PQfinish(pointer)
        ended.deallocate()
    }

    /// False once the server has ended the connection; asked while nothing is under way.
    var isAlive: Bool {
        guard PQconsumeInput(pointer) == 1 else { return false }
        // Takes in notices and changed settings.
        _ = PQisBusy(pointer)
        return ended.pointee == 0 && PQstatus(pointer) == CONNECTION_OK
    }

    /// Lends the strings with a null behind them, as libpq wants them.
    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { UnsafePointer<CChar>($0) } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}

/// Why no connection could be established, in the server's or libpq's words, without the address.
struct PostgreSQLConnectError: Error {
    let reason: String

    init(reason: String) { self.reason = reason }

    /// The message begins with the address: `connection to server at "…", port 5432 failed: FATAL: …`.
    init(message: UnsafePointer<CChar>?) {
        let text = message.map { String(cString: $0) } ?? ""
        let line = text.split(separator: "\n").last { $0.contains(" failed: ") }
        guard let line, let end = line.firstRange(of: " failed: ") else {
            reason = "the connection could not be established"
            return
        }
        reason = String(line[end.upperBound...])
    }
}
