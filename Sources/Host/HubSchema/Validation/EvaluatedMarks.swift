/// Which members of one object, or items of one array, some keyword has evaluated; by position.
///
/// Kept only where an `unevaluated…` keyword asks; otherwise every operation is a single test.
struct EvaluatedMarks {
    let isTracking: Bool
    private(set) var areAllMarked = false
    private var low: UInt64 = 0
    private var rest: [UInt64] = []

    static let ignored = EvaluatedMarks(isTracking: false)
    static let none = EvaluatedMarks(isTracking: true)

    private init(isTracking: Bool) { self.isTracking = isTracking }

    /// Marks of the same kind, none set yet.
    var empty: EvaluatedMarks { EvaluatedMarks(isTracking: isTracking) }

    @inline(__always)
    mutating func mark(_ position: Int) {
        guard isTracking else { return }
        insert(position)
    }

    mutating func markAll() {
        areAllMarked = isTracking
    }

    func contains(_ position: Int) -> Bool {
        if areAllMarked { return true }
        if position < 64 { return low >> UInt64(position) & 1 != 0 }
        let word = position / 64 - 1
        return word < rest.count && rest[word] >> UInt64(position % 64) & 1 != 0
    }

    mutating func formUnion(_ other: EvaluatedMarks) {
        guard isTracking else { return }
        areAllMarked = areAllMarked || other.areAllMarked
        low |= other.low
        if rest.count < other.rest.count { rest += Array(repeating: 0, count: other.rest.count - rest.count) }
        for (word, bits) in other.rest.enumerated() { rest[word] |= bits }
    }

    private mutating func insert(_ position: Int) {
        if position < 64 {
            low |= 1 << UInt64(position)
            return
        }
        let word = position / 64 - 1
        if word >= rest.count { rest += Array(repeating: 0, count: word + 1 - rest.count) }
        rest[word] |= 1 << UInt64(position % 64)
    }
}
