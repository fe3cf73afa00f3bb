import Synchronization

/// How many chunks of a scope have a word: people ask by the same words, and common ones take long to count.
final class WordCounts: Sendable {
    private static let capacity = 4096
    private let known = Mutex<[String: Int]>([:])

    /// Counts what is not known. `word`: with the column that it is looked for in.
    func count(_ word: String, _ count: () throws(SQLiteFailure) -> Int) throws(SQLiteFailure) -> Int {
        if let known = known.withLock({ $0[word] }) { return known }
        let found = try count()
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll() }
            known[word] = found
        }
        return found
    }
}
