/// The contents of the in-memory store: values by keyspace and key, with their order of use.
struct KeyValueShelves {
    private struct Entry {
        let value: [UInt8]
        let expires: UInt64
        /// Its latest use; earlier ones in the order are passed over.
        var use: UInt64
    }

    private struct Shelf {
        var entries: [[UInt8]: Entry] = [:]
        var bytes = 0
    }

    /// What an entry takes beside its key and value.
    private static let overhead = 96

    private let maximumBytes: Int
    private let maximumBytesOfSpace: Int
    private var shelves: [PluginKeyspace: Shelf] = [:]
    private(set) var bytes = 0
    private var count = 0
    private var uses: UInt64 = 0
    private var order = FIFO<(space: PluginKeyspace, key: [UInt8], use: UInt64)>()

    init(maximumBytes: Int, maximumBytesOfSpace: Int) {
        self.maximumBytes = maximumBytes
        self.maximumBytesOfSpace = maximumBytesOfSpace
    }

    static func expiry(of span: Duration, from now: UInt64) -> UInt64 {
        let (nanoseconds, tooLong) = UInt64(clamping: span.components.seconds)
            .multipliedReportingOverflow(by: 1_000_000_000)
        let (end, tooLate) = now.addingReportingOverflow(nanoseconds)
        return tooLong || tooLate ? .max : end
    }

    mutating func value(of key: [UInt8], in space: PluginKeyspace, now: UInt64) -> [UInt8]? {
        guard let entry = shelves[space]?.entries[key] else { return nil }
        guard entry.expires > now else {
            remove(key, in: space)
            return nil
        }
        use(key, in: space)
        return entry.value
    }

    /// False when the value alone is more than a keyspace may hold.
    mutating func put(_ value: [UInt8], at key: [UInt8], in space: PluginKeyspace, expires: UInt64) -> Bool {
        let size = key.count + value.count + Self.overhead
        guard size <= maximumBytesOfSpace else { return false }
        remove(key, in: space)
        // A row that overfills its own space loses its own values, not other rows'.
        if let shelf = shelves[space], shelf.bytes + size > maximumBytesOfSpace { clear(space) }
        shelves[space, default: Shelf()].entries[key] = Entry(value: value, expires: expires, use: 0)
        shelves[space]?.bytes += size
        bytes += size
        count += 1
        use(key, in: space)
        while bytes > maximumBytes, let oldest = order.popFirst() {
            if isCurrent(oldest) { remove(oldest.key, in: oldest.space) }
        }
        return true
    }

    mutating func remove(_ key: [UInt8], in space: PluginKeyspace) {
        guard let entry = shelves[space]?.entries.removeValue(forKey: key) else { return }
        let size = key.count + entry.value.count + Self.overhead
        bytes -= size
        count -= 1
        shelves[space]?.bytes -= size
        if shelves[space]?.entries.isEmpty == true { shelves[space] = nil }
    }

    private mutating func clear(_ space: PluginKeyspace) {
        guard let shelf = shelves.removeValue(forKey: space) else { return }
        bytes -= shelf.bytes
        count -= shelf.entries.count
    }

    private func isCurrent(_ place: (space: PluginKeyspace, key: [UInt8], use: UInt64)) -> Bool {
        shelves[place.space]?.entries[place.key]?.use == place.use
    }

    private mutating func use(_ key: [UInt8], in space: PluginKeyspace) {
        uses += 1
        shelves[space]?.entries[key]?.use = uses
        order.append((space, key, uses))
        // Places that are passed over are dropped before they outgrow the entries.
        guard order.count > 1024 + 4 * count else { return }
        for place in order.removeAll() where isCurrent(place) { order.append(place) }
    }
}
