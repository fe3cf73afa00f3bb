import Synchronization

/// A tenant's vectors in memory, by space, in step with the file: ids of chunks only grow, so that what is new is what comes
/// after the last; what is gone belongs to documents that nobody sees any more.
final class VectorCache: Sendable {
    private struct Space {
        /// Each larger than what came after it.
        var segments: [VectorSegment] = []
        /// The last chunk that was read.
        var last: Int64 = 0
        /// The state of the file when documents that are gone were last dropped.
        var cleaned: Int64 = 0
    }

    private let budget: VectorBudget
    private let spaces = Mutex<[Int64: Space]>([:])

    init(budget: VectorBudget) { self.budget = budget }

    /// Segments that hold at least the vectors which the connection's transaction sees, in which `sequence` was read; nil:
    /// there is no room for them, or what an old transaction sees is not kept.
    func segments(
        of space: Int64, dimensions: Int, sequence: Int64, on connection: SQLiteConnection
    ) throws(SQLiteFailure) -> [VectorSegment]? {
        // Whoever comes meanwhile waits for what is read, and need not read it again. No call to the host is made inside but
        // the question whether the call is still wanted, which does not wait.
        try spaces.withLock { (spaces) throws(SQLiteFailure) -> [VectorSegment]? in
            var known = spaces[space] ?? Space()
            guard sequence >= known.cleaned else { return nil }
            let end =
                try connection.first("SELECT max(chunk) FROM vectors WHERE space = ?1", [.int(space)]) {
                    $0.int(0)
                } ?? 0
            guard end > known.last else { return known.segments }
            guard let segment = try read(space, dimensions: dimensions, after: known.last, on: connection) else {
                return nil
            }
            known.segments.append(segment)
            known.last = end
            try join(&known, of: space, dimensions: dimensions, sequence: sequence, on: connection)
            spaces[space] = known
            return known.segments
        }
    }

    /// Joins the last segments until each is more than twice as large as the next: there are few, and each vector is copied
    /// few times. Vectors of documents that are gone are left out then.
    private func join(
        _ known: inout Space, of space: Int64, dimensions: Int, sequence: Int64, on connection: SQLiteConnection
    ) throws(SQLiteFailure) {
        var alive: Set<Int64>?
        while known.segments.count >= 2 {
            let (left, right) = (known.segments[known.segments.count - 2], known.segments[known.segments.count - 1])
            let (larger, smaller) = (left.chunks.count, right.chunks.count)
            guard larger <= 2 * smaller,
                let room = budget.reserve(VectorSegment.bytes(larger + smaller, dimensions: dimensions))
            else { return }
            if alive == nil {
                alive = Set(
                    try connection.all("SELECT id FROM documents WHERE space = ?1", [.int(space)]) { $0.int(0) })
            }
            let kept = alive ?? []
            known.segments.removeLast(2)
            known.segments.append(
                .joined(left, right, dimensions: dimensions, reservation: room) { kept.contains($0) })
            known.cleaned = sequence
        }
    }

    private func read(
        _ space: Int64, dimensions: Int, after last: Int64, on connection: SQLiteConnection
    ) throws(SQLiteFailure) -> VectorSegment? {
        let values: [SQLiteValue] = [.int(space), .int(last)]
        let rows = try connection.all(
            "SELECT chunk, document FROM vectors WHERE space = ?1 AND chunk > ?2 ORDER BY chunk", values
        ) { ($0.int(0), $0.int(1)) }
        let stride = VectorSegment.stride(of: dimensions)
        guard let room = budget.reserve(VectorSegment.bytes(rows.count, dimensions: dimensions)) else { return nil }
        var failure: SQLiteFailure?
        let segment = VectorSegment(
            chunks: rows.map(\.0), documents: rows.map(\.1), dimensions: dimensions, reservation: room
        ) { numbers in
            var place = 0
            do throws(SQLiteFailure) {
                try connection.run(
                    "SELECT value FROM vectors WHERE space = ?1 AND chunk > ?2 ORDER BY chunk", values
                ) { row in
                    row.withBlob(0) { bytes in
                        // A damaged vector stays zero: it is like nothing.
                        guard bytes.count == 4 * dimensions else { return }
                        UnsafeMutableRawBufferPointer(
                            rebasing: UnsafeMutableRawBufferPointer(numbers)[(4 * place)...]
                        ).copyMemory(from: bytes)
                    }
                    place += stride
                    return place < numbers.count
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return segment
    }
}
