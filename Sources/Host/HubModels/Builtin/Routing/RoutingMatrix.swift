/// Vectors of many rows, end to end.
struct RoutingMatrix: Sendable {
    private var offsets: [Int] = [0]
    private var indices: [Int32] = []
    private var values: [Float] = []
    private var squares: [Float] = []
    private var agents: [Int32] = []

    var rowCount: Int { agents.count }

    mutating func append(_ vector: RoutingVocabulary.Vector, agent: Int) {
        indices.append(contentsOf: vector.indices)
        values.append(contentsOf: vector.values)
        offsets.append(indices.count)
        squares.append(vector.values.reduce(0) { $0 + $1 * $1 })
        agents.append(Int32(truncatingIfNeeded: agent))
    }

    /// The rows as raw memory, for the loop that training spends its time in.
    struct RawRows {
        // SAFETY: all five are lent by `withRawRows` for the time of its closure; they are read, never written.
        let offsets: UnsafePointer<Int>
        let indices: UnsafePointer<Int32>
        let values: UnsafePointer<Float>
        // SAFETY: as the three above.
        let squares: UnsafePointer<Float>
        let agents: UnsafePointer<Int32>
        let count: Int
    }

    /// Lends the rows as raw memory; does nothing when no row has an entry.
    func withRawRows(_ body: (RawRows) -> Void) {
        // SAFETY: the arrays are immutable and alive while the closures run; the pointers end with them.
        offsets.withUnsafeBufferPointer { offsets in
            indices.withUnsafeBufferPointer { indices in
                values.withUnsafeBufferPointer { values in
                    // SAFETY: as the three above.
                    squares.withUnsafeBufferPointer { squares in
                        agents.withUnsafeBufferPointer { agents in
                            guard let offsets = offsets.baseAddress, let indices = indices.baseAddress,
                                let values = values.baseAddress, let squares = squares.baseAddress,
                                let agents = agents.baseAddress
                            else { return }
                            body(
                                RawRows(
                                    offsets: offsets, indices: indices, values: values, squares: squares,
                                    agents: agents, count: rowCount))
                        }
                    }
                }
            }
        }
    }
}
