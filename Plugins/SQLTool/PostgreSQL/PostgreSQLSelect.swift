import PluginSDK
import Synchronization

/// A row's statement on a PostgreSQL server.
///
/// It keeps a few connections that were checked: the login role's rights, the tables, the server's own reading of the statement.
/// They are the instance's own, so that they never served another row or tenant, and each run leaves nothing behind on them: a
/// transaction that is rolled back, of a statement that can set nothing.
final class PostgreSQLSelect: Sendable {
    private struct Checked: Sendable {
        let connection: PostgreSQLConnection
        let select: PreparedSelect
        var usedAt = MonotonicInstant.now()
    }

    private static let maximumIdle = 4
    /// Unused for so long, a connection is not used again. The server closes it a little later, also when no call follows.
    private static let idleLifetime = Duration.seconds(45)
    private static let idleMillisecondsOnTheServer = 60_000
    /// What was checked is checked again: rights may have been granted, tables changed.
    private static let lifetime = Duration.seconds(300)

    private let row: SQLRow
    private let connector: PostgreSQLConnector
    private let idle = Mutex<[Checked]>([])

    init(row: SQLRow, endpoint: PostgreSQLEndpoint, credential: String) {
        self.row = row
        connector = PostgreSQLConnector(endpoint: endpoint, credential: credential, scope: row.scope)
    }

    /// Gives the result as JSON text.
    func run(_ input: JSON, _ patience: Patience) throws(ToolError) -> [UInt8] {
        let arguments = try Arguments(input, row: row)
        let checked = try checkedConnection(patience)
        let values: [String?]
        do throws(ToolError) {
            values = try Self.values(arguments, checked.select)
        } catch {
            keep(checked)
            throw error
        }
        let document = try select(checked, values, patience)
        keep(checked)
        return document
    }

    private static func values(_ arguments: Arguments, _ select: PreparedSelect) throws(ToolError) -> [String?] {
        var values: [String?] = []
        for binding in select.bindings { values.append(try binding.text(arguments.value(binding.name))) }
        return values
    }

    /// Connects and checks, without running the statement.
    func check(_ patience: Patience) throws(ToolError) { keep(try checkedConnection(patience)) }

    private func checkedConnection(_ patience: Patience) throws(ToolError) -> Checked {
        while let kept = takeIdle() { if kept.connection.isAlive { return kept } }
        let connection = try connector.connect(patience)
        try LoginRole.check(connection, patience)
        try connection.command(settings, patience)
        try connection.command(beginning(patience), patience)
        let select = try PreparedSelect(row, connection, patience)
        try connection.command("ROLLBACK", patience)
        return Checked(connection: connection, select: select)
    }

    private func takeIdle() -> Checked? {
        let now = MonotonicInstant.now()
        let (taken, old) = idle.withLock { idle in
            let old = idle.filter { Self.isOld($0, now) }
            idle.removeAll { Self.isOld($0, now) }
            return (idle.popLast(), old)
        }
        // Those that are too old are closed here, outside the lock.
        withExtendedLifetime(old) {}
        return taken
    }

    private static func isOld(_ checked: Checked, _ now: MonotonicInstant) -> Bool {
        now.duration(since: checked.usedAt) > idleLifetime || now.duration(since: checked.connection.madeAt) > lifetime
    }

    private func keep(_ checked: Checked) {
        var checked = checked
        checked.usedAt = .now()
        idle.withLock { if $0.count < Self.maximumIdle { $0.append(checked) } }
    }

    private func select(_ checked: Checked, _ values: [String?], _ patience: Patience) throws(ToolError) -> [UInt8] {
        let connection = checked.connection
        let select = checked.select
        try connection.command(beginning(patience), patience)
        let plan = try connection.rows(
            "EXPLAIN (FORMAT JSON, VERBOSE) \(select.text)", values, types: select.types, quoting: false, patience)
        try PlanCheck.check(plan.text(0, 0) ?? "", limits: row.limits)
        // A cursor is of a SELECT only, by the server's grammar, and gives as many rows as are wanted.
        _ = try connection.rows(
            "DECLARE agenthub NO SCROLL CURSOR WITHOUT HOLD FOR \(select.text)", values, types: select.types,
            quoting: false, patience)
        var document = ResultDocument(columns: select.columns, limits: row.limits)
        try connection.eachRow("FETCH FORWARD \(row.limits.rows + 1) FROM agenthub", patience) {
            result throws(ToolError) in
            document.add { column, index, bytes in
                PostgreSQLValue.write(result.bytes(0, index), column.kind, to: &bytes)
            }
        }
        try connection.command("ROLLBACK", patience)
        return try document.finished(types: select.columns.map(\.kind))
    }

    /// Begins a transaction that can only read, with the limits of this call.
    private func beginning(_ patience: Patience) -> String {
        let statement = min(row.limits.statementMilliseconds, patience.remaining)
        return """
            BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY;
            SET LOCAL statement_timeout = \(statement);
            SET LOCAL lock_timeout = \(min(row.limits.lockMilliseconds, statement))
            """
    }

    /// What holds for the whole session, since no statement that runs in it can set anything. The search path begins with
    /// PostgreSQL's own names; a server that loses its client stops what it was doing.
    private var settings: String {
        let path = (["pg_catalog"] + row.schemas).map(Quoting.name).joined(separator: ", ")
        return """
            SET search_path = \(path);
            SET idle_in_transaction_session_timeout = 10000;
            SET idle_session_timeout = \(Self.idleMillisecondsOnTheServer);
            SET client_connection_check_interval = 500;
            SET standard_conforming_strings = on;
            SET row_security = on;
            SET TimeZone = 'UTC';
            SET DateStyle = 'ISO, YMD';
            SET IntervalStyle = 'iso_8601';
            SET bytea_output = 'hex';
            SET extra_float_digits = 1;
            SET cursor_tuple_fraction = 1
            """
    }
}
