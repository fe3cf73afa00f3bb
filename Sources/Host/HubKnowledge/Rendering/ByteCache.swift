/// Values by key, as many as their bytes allow; those that were used longest ago go first.
struct ByteCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        var value: Value
        var bytes: Int
        var lastUse: Int
    }

    private let limit: Int
    private var entries: [Key: Entry] = [:]
    private var uses = 0
    private(set) var bytes = 0

    /// `limit`: bytes.
    init(limit: Int) { self.limit = limit }

    mutating func value(_ key: Key) -> Value? {
        uses += 1
        entries[key]?.lastUse = uses
        return entries[key]?.value
    }

    /// One that alone is over the limit is not kept.
    mutating func keep(_ value: Value, bytes: Int, for key: Key) {
        remove(key)
        guard bytes <= limit else { return }
        uses += 1
        entries[key] = Entry(value: value, bytes: bytes, lastUse: uses)
        self.bytes += bytes
        while self.bytes > limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            remove(oldest.key)
        }
    }

    private mutating func remove(_ key: Key) {
        if let entry = entries.removeValue(forKey: key) { bytes -= entry.bytes }
    }
}
