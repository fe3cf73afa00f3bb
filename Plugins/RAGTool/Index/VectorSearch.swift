/// Finds chunks by the cosine of their vectors to the question's, all of them and exactly.
struct VectorSearch {
    let connection: SQLiteConnection
    let visible: VisibleDocuments
    let cache: VectorCache
    /// The state of the index that the transaction sees.
    let sequence: Int64

    /// The best first, none under the minimum. `vector`: of length 1.
    func matches(
        _ vector: [Float], in space: VectorSpace, minimum: Double, limit: Int
    ) throws(SQLiteFailure) -> [Match] {
        let id = try Self.id(of: space, on: connection)
        guard let id, visible.ofSpace[id] != nil else { return [] }
        var best = BestMatches(limit: limit, minimum: minimum)
        let query = vector + [Float](repeating: 0, count: VectorSegment.stride(of: vector.count) - vector.count)
        if let segments = try cache.segments(of: id, dimensions: space.dimensions, sequence: sequence, on: connection) {
            for segment in segments { segment.scan(query, isVisible: visible, into: &best) }
        } else {
            try scanFile(query, space: id, dimensions: space.dimensions, into: &best)
        }
        return best.matches
    }

    static func id(
        of space: VectorSpace, on connection: SQLiteConnection
    ) throws(SQLiteFailure) -> Int64? {
        try connection.first(
            "SELECT id FROM spaces WHERE model = ?1 AND dimensions = ?2",
            [.text(space.model), .int(space.dimensions)]
        ) { $0.int(0) }
    }

    private func scanFile(
        _ query: [Float], space: Int64, dimensions: Int, into best: inout BestMatches
    ) throws(SQLiteFailure) {
        var row = [Float](repeating: 0, count: query.count)
        try connection.run("SELECT chunk, document, value FROM vectors WHERE space = ?1", [.int(space)]) { values in
            guard visible.contains(values.int(1)) else { return true }
            let isWhole = values.withBlob(2) { bytes in
                guard bytes.count == 4 * dimensions else { return false }
                row.withUnsafeMutableBytes { $0.copyMemory(from: bytes) }
                return true
            }
            if isWhole { best.offer(Match(chunk: values.int(0), score: Double(product(query, row, query.count)))) }
            return true
        }
    }
}
