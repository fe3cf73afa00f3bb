import HubCore
import Synchronization

/// A batch that somebody waits for. What it takes to run it is known without asking its sender again.
final class PostgreSQLRequest: Sendable {
    let scope: PostgreSQLScope
    let isWrite: Bool
    let statements: [SQLStatement]
    /// Until when it may wait for a connection at most; nil: as long as any.
    let deadline: Deadline?
    /// Set by its sender before it tells the loop.
    let isCancelled = Atomic(false)

    init(scope: PostgreSQLScope, isWrite: Bool, statements: [SQLStatement], deadline: Deadline? = nil) {
        self.scope = scope
        self.isWrite = isWrite
        self.statements = statements
        self.deadline = deadline
    }

    /// What is sent, and where the statements begin in it.
    var commands: (texts: [SQLStatement], first: Int) {
        let opening =
            isWrite ? scope.writing : statements.count == 1 ? scope.readingOnce : scope.reading
        let closing = isWrite || statements.count > 1 ? [SQLStatement("COMMIT")] : []
        return (opening + statements + closing, opening.count)
    }
}

/// A request on its way. Confined to the loop's thread.
final class PostgreSQLJob {
    let request: PostgreSQLRequest
    /// When it came to wait for a connection.
    var arrival: UInt64 = 0
    var attempts = 0
    private var completion: (@Sendable (Result<[[SQLRow]], SQLError>) -> Void)?

    init(_ request: PostgreSQLRequest, completion: @escaping @Sendable (Result<[[SQLRow]], SQLError>) -> Void) {
        self.request = request
        self.completion = completion
    }

    var isAnswered: Bool { completion == nil }

    /// The first answer counts.
    func answer(_ result: Result<[[SQLRow]], SQLError>) {
        completion?(result)
        completion = nil
    }
}
