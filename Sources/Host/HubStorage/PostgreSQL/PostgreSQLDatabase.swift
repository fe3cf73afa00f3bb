import HubCore
import Logging
import Synchronization

/// A PostgreSQL database, by libpq: a pool of connections on which each batch is one transaction and one round trip.
///
/// A connection that dies takes no batch with it that has surely done nothing: that one is run again on another. When
/// it dies while a commit is on its way, nobody knows whether the commit was done: the write fails with
/// `.unavailable` of the code 08007, and is not repeated.
package final class PostgreSQLDatabase: SQLDatabase {
    /// As whom batches run.
    package enum Identity: Sendable {
        /// As the roles `agenthub_platform` and `agenthub_tenant`, which the login role is a member of.
        case serving
        /// As the login role, which owns the tables: for migrations.
        case owner
    }

    private let inbox: PostgreSQLInbox
    private let published = PostgreSQLStatisticsBox()
    private let identity: Identity

    /// Connects when first asked to do something; throws when the system has no thread or file descriptor left.
    package init(
        _ address: PostgreSQLAddress, as identity: Identity = .serving,
        limits: PostgreSQLLimits = PostgreSQLLimits(), logger: Logger = Logger(label: "agenthub.storage")
    ) throws(SQLError) {
        self.identity = identity
        let inbox = try PostgreSQLInbox()
        self.inbox = inbox
        let poll = try PostgreSQLPoll(wakeup: inbox.wakeup)
        let connector = PostgreSQLConnector(address: address, limits: limits, identity: identity)
        let isStarted = BlockingThread.start(named: "pg-loop") { [published] in
            PostgreSQLLoop(
                connector: connector, inbox: inbox, poll: poll, published: published, logger: logger
            ).run()
        }
        if !isStarted { throw .unavailable(code: 0) }
    }

    deinit { inbox.send(.close) }

    /// How the pool does; current within one batch.
    package var statistics: PostgreSQLStatistics { published.get() }

    /// A read whose task is cancelled is stopped on the server, and throws `.cancelled`.
    package func read(as access: SQLAccess, by deadline: Deadline?, _ statements: [SQLStatement])
        async throws(SQLError) -> [[SQLRow]]
    {
        try await read(in: scope(access), by: deadline, statements)
    }

    func read(in scope: PostgreSQLScope, by deadline: Deadline? = nil, _ statements: [SQLStatement])
        async throws(SQLError) -> [[SQLRow]]
    {
        if statements.isEmpty { return [] }
        try Self.check(statements)
        let request = PostgreSQLRequest(scope: scope, isWrite: false, statements: statements, deadline: deadline)
        return try await withTaskCancellationHandler {
            await run(request)
        } onCancel: {
            request.isCancelled.store(true, ordering: .releasing)
            inbox.send(.cancel(request))
        }.get()
    }

    package func write(as access: SQLAccess, _ statements: [SQLStatement]) async throws(SQLError) -> [[SQLRow]] {
        if statements.isEmpty { return [] }
        try Self.check(statements)
        let request = PostgreSQLRequest(scope: scope(access), isWrite: true, statements: statements)
        return try await run(request).get()
    }

    /// To be called before serving: returns once a connection stands, however long the first takes, and throws when the
    /// first attempt has failed. A request does not wait so long.
    package func reach() async throws(SQLError) {
        while true {
            do throws(SQLError) {
                _ = try await read(in: .login, [SQLStatement("SELECT 1")])
                return
            } catch {
                if error != .unreachable || statistics.failures > 0 { throw error }
            }
        }
    }

    /// Whether the server takes no writes from anybody: it follows another, or was told so.
    package func isReadOnly() async throws(SQLError) -> Bool {
        // A read's own transaction is always read-only.
        let rows = try await read(
            in: .login,
            [
                SQLStatement(
                    """
                    SELECT CASE WHEN pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'
                        THEN 1 ELSE 0 END
                    """)
            ])[0]
        guard var columns = rows.first?.columns else { throw .unexpectedValue(column: 0) }
        return try columns.flag()
    }

    package func close() async {
        inbox.send(.close)
        await inbox.ended()
    }

    private func run(_ request: PostgreSQLRequest) async -> Result<[[SQLRow]], SQLError> {
        await withCheckedContinuation { continuation in
            if !inbox.send(.run(request, { continuation.resume(returning: $0) })) {
                continuation.resume(returning: .failure(.closed))
            }
        }
    }

    private func scope(_ access: SQLAccess) -> PostgreSQLScope {
        switch (access, identity) {
        case (.tenant(let scope), _): .tenant(scope.tenant.rawValue)
        case (.platform, .serving): .platform
        case (.platform, .owner): .login
        }
    }

    /// PostgreSQL keeps no NUL in text, and libpq would cut the text there.
    private static func check(_ statements: [SQLStatement]) throws(SQLError) {
        for (position, statement) in statements.enumerated() {
            for case .text(let text) in statement.parameters where text.hasNUL {
                throw .invalidText(statement: position)
            }
        }
    }
}
