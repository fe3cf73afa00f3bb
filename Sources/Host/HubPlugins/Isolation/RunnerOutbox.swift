/// Bytes that wait to be sent, in their order.
struct RunnerOutbox {
    private var bytes: [UInt8] = []
    /// How many of them are sent already.
    private var begin = 0

    var count: Int { bytes.count - begin }
    var isEmpty: Bool { count == 0 }

    /// Bytes that it holds, those that are sent among them.
    var held: Int { bytes.count }

    mutating func append(_ part: Slice<UnsafeRawBufferPointer>) { bytes.append(contentsOf: part) }

    /// Lends what waits while `body` runs.
    func withWaiting<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        // SAFETY: the slice lies inside the array, which stays in place until `body` returns.
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[begin...])) }
    }

    /// The first `count` bytes are sent. What is sent is never more than what waits: a runner that reads just fast enough would
    /// otherwise keep the whole of what it was ever sent in memory.
    mutating func remove(_ count: Int) {
        begin += count
        if isEmpty {
            bytes = []
            begin = 0
        } else if begin > self.count {
            bytes.removeFirst(begin)
            begin = 0
        }
    }
}
