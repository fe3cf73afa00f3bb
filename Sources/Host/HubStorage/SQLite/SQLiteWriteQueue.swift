/// Which writes wait, and when the writer must be woken. Pure: `Write` is whatever is to be written.
struct SQLiteWriteQueue<Write> {
    enum Addition {
        /// The writer is idle: wake it.
        case start
        case wait
        case refuse(SQLError)
    }

    private let capacity: Int
    private let groupSize: Int
    private var waiting: [Write] = []
    private var isDraining = false
    private(set) var isClosed = false

    init(capacity: Int, groupSize: Int) {
        self.capacity = capacity
        self.groupSize = groupSize
    }

    var count: Int { waiting.count }

    mutating func add(_ write: Write) -> Addition {
        if isClosed { return .refuse(.closed) }
        if waiting.count >= capacity { return .refuse(.overloaded) }
        waiting.append(write)
        if isDraining { return .wait }
        isDraining = true
        return .start
    }

    /// The writes to commit together, the first come first; nil when none waits, and the writer may rest.
    mutating func next() -> [Write]? {
        if waiting.isEmpty {
            isDraining = false
            return nil
        }
        let group = Array(waiting.prefix(groupSize))
        waiting.removeFirst(group.count)
        return group
    }

    /// From now on nothing is accepted; what waits is still given out.
    mutating func close() { isClosed = true }
}
