/// What was sent on a connection up to a Sync, and what the answers that have come amount to. Pure.
struct PostgreSQLExchange {
    /// An answer that is due.
    struct Due {
        /// The position in what was sent.
        let command: Int
        /// The literal's address, and the name under which it is being prepared; nil when the command is executed.
        let preparation: (text: UInt, name: String)?
        /// Whether it runs what was prepared for a batch before.
        var wasPrepared = false
    }

    enum Answer {
        case rows([SQLRow])
        case done
        case failed(PostgreSQLFailure)
        /// A value that is none of ours.
        case unreadable(SQLError)
        /// Not done, since something before it failed.
        case skipped
    }

    /// The caller's statements, among the commands that were sent.
    let statements: Range<Int>
    private let isWrite: Bool
    private var due: [Due] = []
    private var position = 0
    private var results: [[SQLRow]] = []
    private(set) var failure: PostgreSQLFailure?
    private var unreadable: SQLError?

    init(statements: Range<Int>, isWrite: Bool) {
        self.statements = statements
        self.isWrite = isWrite
        results.reserveCapacity(statements.count)
    }

    mutating func expect(_ answer: Due) { due.append(answer) }

    /// The answer that comes next; nil when only the Sync's is due.
    var next: Due? { position < due.count ? due[position] : nil }

    /// Everything was done; the transaction is committed if there was one.
    var isComplete: Bool { position == due.count && failure == nil }

    /// Takes the next answer.
    mutating func take(_ answer: Answer) {
        guard let next else { return }
        position += 1
        switch answer {
        case .failed(let reason): failure = failure ?? reason
        case .skipped: break
        case .unreadable(let error): unreadable = unreadable ?? error
        case .rows(let rows): keep(rows, of: next)
        case .done: keep([], of: next)
        }
    }

    private mutating func keep(_ rows: [SQLRow], of answered: Due) {
        if answered.preparation == nil, statements.contains(answered.command) { results.append(rows) }
    }

    /// What the caller gets, once the exchange is over. A value that is none of ours is reported although the batch was
    /// done: it is a mistake of the schema's, and the commit was under way when it came.
    var result: Result<[[SQLRow]], SQLError> {
        if let failure {
            return .failure(
                SQLError(failure, first: statements.lowerBound, count: statements.count, isWrite: isWrite))
        }
        if let unreadable { return .failure(unreadable) }
        return .success(results)
    }
}
