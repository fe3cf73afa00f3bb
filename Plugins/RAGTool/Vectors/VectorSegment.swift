/// Vectors that stand side by side in memory, with the chunks and documents that they are of. It never changes.
final class VectorSegment: Sendable {
    let chunks: [Int64]
    let documents: [Int64]
    /// Floats from one vector to the next: the dimensions, rounded up to whole SIMD vectors by zeros.
    let stride: Int
    // SAFETY: written by init before anyone else can see it, freed by deinit.
    private nonisolated(unsafe) let numbers: UnsafeMutablePointer<Float>
    private let reservation: VectorBudget.Reservation

    static func stride(of dimensions: Int) -> Int { (dimensions + 31) / 32 * 32 }

    /// - Parameter fill: writes the vectors, each at its stride, into memory of zeros.
    init(
        chunks: [Int64], documents: [Int64], dimensions: Int, reservation: VectorBudget.Reservation,
        fill: (UnsafeMutableBufferPointer<Float>) -> Void
    ) {
        self.chunks = chunks
        self.documents = documents
        self.reservation = reservation
        stride = Self.stride(of: dimensions)
        let count = stride * chunks.count
        numbers = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count))
        numbers.initialize(repeating: 0, count: count)
        fill(UnsafeMutableBufferPointer(start: numbers, count: count))
    }

    deinit { numbers.deallocate() }

    /// The vectors of both whose document `isKept`, those of the left first.
    static func joined(
        _ left: VectorSegment, _ right: VectorSegment, dimensions: Int, reservation: VectorBudget.Reservation,
        isKept: (Int64) -> Bool
    ) -> VectorSegment {
        let parts = [left, right].map { segment in
            (segment: segment, rows: segment.chunks.indices.filter { isKept(segment.documents[$0]) })
        }
        return VectorSegment(
            chunks: parts.flatMap { part in part.rows.map { part.segment.chunks[$0] } },
            documents: parts.flatMap { part in part.rows.map { part.segment.documents[$0] } },
            dimensions: dimensions, reservation: reservation
        ) { numbers in
            var place = 0
            for part in parts {
                for row in part.rows {
                    let stride = part.segment.stride
                    // SAFETY: both have a whole stride there.
                    numbers.baseAddress?.advanced(by: place).update(
                        from: part.segment.numbers.advanced(by: row * stride), count: stride)
                    place += stride
                }
            }
        }
    }

    static func bytes(_ vectors: Int, dimensions: Int) -> Int { vectors * (4 * stride(of: dimensions) + 16) }

    /// Offers the cosine of each vector whose document `isVisible` to `best`. `query`: of length 1, as long as the stride.
    func scan(_ query: [Float], isVisible: VisibleDocuments, into best: inout BestMatches) {
        precondition(query.count == stride)
        query.withUnsafeBufferPointer { query in
            guard let query = query.baseAddress else { return }
            var row = UnsafePointer(numbers)
            for index in chunks.indices {
                if isVisible.contains(documents[index]) {
                    best.offer(Match(chunk: chunks[index], score: Double(product(query, row, stride))))
                }
                row += stride
            }
        }
    }
}

/// The sum of products of two runs of floats, whose length is a multiple of 32.
func product(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ count: Int) -> Float {
    let (left, right) = (UnsafeRawPointer(left), UnsafeRawPointer(right))
    // Four sums, so that one addition need not wait for the one before.
    var (first, second) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
    var (third, fourth) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
    var offset = 0
    while offset < 4 * count {
        // SAFETY: 128 bytes from offset are within both, whose length is a multiple of that.
        first +=
            left.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
            * right.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
        second +=
            left.loadUnaligned(fromByteOffset: offset + 32, as: SIMD8<Float>.self)
            * right.loadUnaligned(fromByteOffset: offset + 32, as: SIMD8<Float>.self)
        third +=
            left.loadUnaligned(fromByteOffset: offset + 64, as: SIMD8<Float>.self)
            * right.loadUnaligned(fromByteOffset: offset + 64, as: SIMD8<Float>.self)
        fourth +=
            left.loadUnaligned(fromByteOffset: offset + 96, as: SIMD8<Float>.self)
            * right.loadUnaligned(fromByteOffset: offset + 96, as: SIMD8<Float>.self)
        offset += 128
    }
    return (first + second + third + fourth).sum()
}
