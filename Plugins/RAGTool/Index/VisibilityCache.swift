import Synchronization

/// Which documents a scope may see, kept until the index changes: the same questions come from the same people.
final class VisibilityCache: Sendable {
    private struct State {
        var sequence: Int64 = -1
        var known: [Scope: VisibleDocuments] = [:]
    }

    private static let capacity = 16
    private let state = Mutex(State())

    /// Asks the index unless it is known for this state of it. Within a transaction, which `sequence` was read in.
    func documents(
        in scope: Scope, sequence: Int64, on connection: SQLiteConnection
    ) throws(SQLiteFailure) -> VisibleDocuments {
        let known = state.withLock { $0.sequence == sequence ? $0.known[scope] : nil }
        if let known { return known }
        let found = try VisibleDocuments(in: scope, on: connection)
        state.withLock { state in
            if state.sequence != sequence {
                // A reader of an older state has no place here.
                guard sequence > state.sequence else { return }
                state = State(sequence: sequence)
            }
            if state.known.count >= Self.capacity { state.known.removeAll() }
            state.known[scope] = found
        }
        return found
    }
}

/// The documents that a scope may see.
struct VisibleDocuments: Sendable {
    /// One bit for each id from `first` on.
    private let first: Int64
    private let bits: [UInt64]
    let count: Int
    /// How many chunks they have.
    let chunks: Int
    /// How many of them have vectors, by space.
    let ofSpace: [Int64: Int]
    /// The ids of the first and the last of their chunks, among which there may be those of others; nil: they have none.
    let range: ClosedRange<Int64>?
    /// Whether there are no others in the file.
    let isAll: Bool
    /// How many of their chunks have a word, as far as it was counted.
    let wordCounts = WordCounts()

    private static let rangeQuery: SQL =
        "SELECT min(id), max(id) FROM chunks WHERE document IN (?1, ?2)"
    private static let query: SQL = "SELECT d.id, d.space, d.chunks FROM documents d WHERE " + Scope.condition

    init(in scope: Scope, on connection: SQLiteConnection) throws(SQLiteFailure) {
        var (ids, chunks): ([Int64], Int) = ([], 0)
        var withChunks: [Int64] = []
        var ofSpace: [Int64: Int] = [:]
        try connection.run(Self.query, scope.values) { row in
            ids.append(row.int(0))
            chunks += Int(row.int(2))
            if row.int(2) > 0 { withChunks.append(row.int(0)) }
            if !row.isNull(1) { ofSpace[row.int(1), default: 0] += 1 }
            return true
        }
        first = ids.min() ?? 0
        var bits = [UInt64](repeating: 0, count: ids.isEmpty ? 0 : Int((ids.max() ?? 0) - first) / 64 + 1)
        for id in ids { bits[Int(id - first) / 64] |= 1 << UInt64((id - first) % 64) }
        (self.bits, count, self.chunks, self.ofSpace) = (bits, ids.count, chunks, ofSpace)
        // Ids of chunks grow with those of documents.
        let ends: (Int64, Int64)?? = try connection.first(
            Self.rangeQuery, [.int(withChunks.min() ?? 0), .int(withChunks.max() ?? 0)]
        ) { $0.isNull(0) ? nil : ($0.int(0), $0.int(1)) }
        range = ends.flatMap { $0 }.map { $0.0...$0.1 }
        isAll = try connection.first("SELECT count(*) FROM documents") { Int($0.int(0)) } == ids.count
    }

    func contains(_ id: Int64) -> Bool {
        guard id >= first, (id - first) / 64 < bits.count else { return false }
        return bits[Int(id - first) / 64] & 1 << UInt64((id - first) % 64) != 0
    }
}
