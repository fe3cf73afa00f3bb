/// Calls by their deadlines, the earliest first (a binary heap). What is over is not taken out: whoever reads the heap
/// asks whether a call still lives.
struct DeadlineHeap {
    struct Entry {
        /// On CLOCK_MONOTONIC, in nanoseconds.
        let deadline: UInt64
        let call: UInt64
    }

    private var entries: [Entry] = []

    var earliest: Entry? { entries.first }
    var count: Int { entries.count }

    mutating func insert(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if entries[parent].deadline <= entries[child].deadline { return }
            entries.swapAt(parent, child)
            child = parent
        }
    }

    mutating func removeEarliest() {
        guard let last = entries.popLast(), !entries.isEmpty else { return }
        entries[0] = last
        sink(from: 0)
    }

    /// Drops every entry that `isLive` does not know any more.
    mutating func keep(where isLive: (Entry) -> Bool) {
        entries.removeAll { !isLive($0) }
        for parent in stride(from: entries.count / 2 - 1, through: 0, by: -1) { sink(from: parent) }
    }

    private mutating func sink(from start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && entries[child].deadline < entries[least].deadline {
                least = child
            }
            if least == parent { return }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
