import CPQ
import Glibc

/// One statement on one connection by libpq, prepared once.
final class DirectPostgreSQL {
    struct Server: Sendable {
        let host: String
        let port: Int
        let database: String
        let user: String
        let password: String
    }

    private let connection: OpaquePointer
    private let text: String
    /// Whether each run does what the tool does around its statement.
    private let isGuarded: Bool

    /// `text` has one parameter, `$1`, an integer.
    init(_ server: Server, _ text: String, guarded: Bool = false) throws {
        self.text = text
        isGuarded = guarded
        let keywords = ["host", "port", "dbname", "user", "password", "sslmode", "gssencmode"]
        let values = [
            server.host, "\(server.port)", server.database, server.user, server.password, "disable", "disable",
        ]
        let connected = Self.lend(keywords) { keywords in
            Self.lend(values) { values in PQconnectdbParams(keywords, values, 0) }
        }
        guard let connection = connected else { throw BenchFailure("libpq makes no connection") }
        self.connection = connection
        guard PQstatus(connection) == CONNECTION_OK else { throw failure() }
        let types: [Oid] = [23]
        try check(PQprepare(connection, "question", text, 1, types), PGRES_COMMAND_OK)
    }

    deinit { PQfinish(connection) }

    /// Asks, and reads every value as text; how many rows there were.
    func run(_ number: Int) throws -> Int {
        guard isGuarded else {
            return try read(
                Self.lend(["\(number)"]) { PQexecPrepared(connection, "question", 1, $0, nil, nil, 0) })
        }
        try check(PQexec(connection, Self.beginning), PGRES_COMMAND_OK)
        _ = try read(execute("EXPLAIN (FORMAT JSON, VERBOSE) \(text)", number))
        try check(
            execute("DECLARE bench NO SCROLL CURSOR WITHOUT HOLD FOR \(text)", number), PGRES_COMMAND_OK)
        let count = try read(PQexec(connection, "FETCH FORWARD 201 FROM bench"))
        try check(PQexec(connection, "ROLLBACK"), PGRES_COMMAND_OK)
        return count
    }

    /// As many settings as the tool makes.
    private static let beginning = """
        BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY; SET LOCAL statement_timeout = 5000; SET LOCAL lock_timeout = 1000; \
        SET LOCAL idle_in_transaction_session_timeout = 10000; SET LOCAL client_connection_check_interval = 500; \
        SET LOCAL search_path = pg_catalog, public; SET LOCAL standard_conforming_strings = on; SET LOCAL row_security = on; \
        SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'iso_8601'; \
        SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL cursor_tuple_fraction = 1
        """

    private func execute(_ text: String, _ number: Int) -> OpaquePointer? {
        let types: [Oid] = [23]
        return Self.lend(["\(number)"]) { PQexecParams(connection, text, 1, types, $0, nil, nil, 0) }
    }

    private func read(_ result: OpaquePointer?) throws -> Int {
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_TUPLES_OK else { throw failure() }
        var bytes = 0
        for row in 0..<PQntuples(result) {
            for column in 0..<PQnfields(result) {
                guard let value = PQgetvalue(result, row, column) else { continue }
                bytes += String(cString: value).utf8.count
            }
        }
        guard bytes > 0 else { throw BenchFailure("PostgreSQL gave no values") }
        return Int(PQntuples(result))
    }

    private func check(_ result: OpaquePointer?, _ status: ExecStatusType) throws {
        defer { PQclear(result) }
        guard PQresultStatus(result) == status else { throw failure() }
    }

    private func failure() -> BenchFailure { BenchFailure(String(cString: PQerrorMessage(connection))) }

    /// C strings, and NULL after them, for as long as `body` runs.
    private static func lend<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var pointers = copies.map { UnsafePointer<CChar>($0) } + [nil]
        return body(&pointers)
    }
}
