import CPQ
import Glibc
import HubCore

/// Establishes connections. Everything here blocks.
struct PostgreSQLConnector: Sendable {
    let address: PostgreSQLAddress
    let limits: PostgreSQLLimits
    let identity: PostgreSQLDatabase.Identity

    /// A connection in pipeline mode that never blocks, with the limits set on the server.
    func connect() throws(PostgreSQLConnectError) -> PostgreSQLHandle {
        let handle = try open()
        guard PQserverVersion(handle.pointer) >= 150_000 else {
            throw PostgreSQLConnectError(reason: "the server is older than PostgreSQL 15")
        }
        try setLimits(handle)
        guard PQsetnonblocking(handle.pointer, 1) == 0, PQenterPipelineMode(handle.pointer) == 1 else {
            throw PostgreSQLConnectError(reason: "pipeline mode is refused")
        }
        return handle
    }

    /// A connection as libpq makes it, to be used with its blocking calls.
    func open() throws(PostgreSQLConnectError) -> PostgreSQLHandle {
        try PostgreSQLHandle(
            address,
            defaults: [
                ("connect_timeout", "\(max(2, limits.connectTimeout))"), ("fallback_application_name", "agenthub"),
                // A server that vanished without a word is noticed within ten seconds, by idle connections too: else each of
                // them would take a batch with it. https://man7.org/linux/man-pages/man7/tcp.7.html, TCP_USER_TIMEOUT
                ("keepalives_idle", "5"), ("keepalives_interval", "2"), ("keepalives_count", "2"),
                ("tcp_user_timeout", "5000"),
            ],
            overrides: [("client_encoding", "UTF8")])
    }

    /// While it serves, no table is to be read from end to end where an index leads. A prepared statement keeps the plan
    /// that was made when its tables were a page long until the server analyses them again, and such a plan would read them
    /// whole as they grow. This says nothing of a wrong choice among indexes, or of joins. What has no index is read whole
    /// all the same, at a cost so high on paper that the server would compile it first: so that is off too.
    private func setLimits(_ handle: PostgreSQLHandle) throws(PostgreSQLConnectError) {
        var parameters = PostgreSQLParameters()
        var values = [limits.statementTimeout, limits.lockTimeout, limits.idleInTransactionTimeout].map {
            SQLValue.text("\($0.components.seconds * 1000 + $0.components.attoseconds / 1_000_000_000_000_000)")
        }
        switch identity {
        case .serving: values.append(.text("off"))
        case .owner: values.append(.null)
        }
        let isSent = parameters.withValues(values) { layout in
            PQsendQueryParams(
                handle.pointer,
                """
                SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false),
                    set_config('idle_in_transaction_session_timeout', $3, false),
                    set_config('enable_seqscan', COALESCE($4, current_setting('enable_seqscan')), false),
                    set_config('jit', COALESCE($4, current_setting('jit')), false)
                """, Int32(values.count), nil, layout.values.baseAddress, nil, nil, 0) == 1
        }
        guard isSent, let isSet = succeeded(handle) else {
            throw PostgreSQLConnectError(reason: "the server does not answer")
        }
        if !isSet { throw PostgreSQLConnectError(reason: "the connection's limits could not be set") }
    }

    /// Whether the server did what it was told; it has as long for it as for the connection.
    func carryOut(_ command: StaticString, on handle: PostgreSQLHandle) -> Bool {
        // SAFETY: a literal's text ends with a NUL, and libpq copies it.
        let isSent = command.utf8Start.withMemoryRebound(to: CChar.self, capacity: command.utf8CodeUnitCount) {
            PQsendQuery(handle.pointer, $0) == 1
        }
        return isSent && succeeded(handle) == true
    }

    /// Whether what was sent succeeded; nil when no answer came in time.
    private func succeeded(_ handle: PostgreSQLHandle) -> Bool? {
        var hasSucceeded = false
        while true {
            guard hasAnswered(handle) else { return nil }
            guard let result = PQgetResult(handle.pointer) else { return hasSucceeded }
            hasSucceeded = [PGRES_TUPLES_OK, PGRES_COMMAND_OK].contains(PQresultStatus(result))
            PQclear(result)
        }
    }

    /// Waits as long as for the connection itself, which libpq's own blocking calls do not.
    private func hasAnswered(_ handle: PostgreSQLHandle) -> Bool {
        let deadline = Deadline.after(.seconds(max(2, limits.connectTimeout)))
        while PQisBusy(handle.pointer) == 1 {
            var descriptor = pollfd(fd: PQsocket(handle.pointer), events: Int16(POLLIN), revents: 0)
            let milliseconds = Int32(clamping: deadline.remaining.components.seconds * 1000 + 1000)
            if deadline.hasPassed || poll(&descriptor, 1, milliseconds) < 1 { return false }
            if PQconsumeInput(handle.pointer) != 1 { return false }
        }
        return true
    }
}
