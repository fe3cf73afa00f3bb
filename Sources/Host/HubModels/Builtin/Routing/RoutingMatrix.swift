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

    /// The rows as raw memory.
    struct UnsafeRows {
        // SAFETY: all five are valid inside the closure of `withUnsafeRows` only, and are read, never written.
        let offsets: UnsafePointer<Int>
        let indices: UnsafePointer<Int32>
        let values: UnsafePointer<Float>
        let squares: UnsafePointer<Float>
        let agents: UnsafePointer<Int32>
        let count: Int
    }

    /// Lends the rows as raw memory; does nothing when there is no entry at all.
    func withUnsafeRows(_ body: (UnsafeRows) -> Void) {
        // SAFETY: the arrays are immutable and alive while the closures run; `body` gets them for that time only.
        offsets.withUnsafeBufferPointer { offsets in
            indices.withUnsafeBufferPointer { indices in
                values.withUnsafeBufferPointer { values in
                    squares.withUnsafeBufferPointer { squares in
                        agents.withUnsafeBufferPointer { agents in
                            guard let offsets = offsets.baseAddress, let indices = indices.baseAddress,
                                let values = values.baseAddress, let squares = squares.baseAddress,
                                let agents = agents.baseAddress
                            else { return }
                            body(
                                UnsafeRows(
                                    offsets: offsets, indices: indices, values: values, squares: squares,
                                    agents: agents, count: rowCount))
                        }
                    }
                }
            }
        }
    }
}
