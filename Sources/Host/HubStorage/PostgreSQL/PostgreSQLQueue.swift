import HubCore

/// Who waits for a connection: first come, first served, but before them those who had one and lost it.
struct PostgreSQLQueue<Element> {
    private typealias Entry = (element: Element, deadline: Deadline)

    private let capacity: Int
    private var returned: [Entry] = []
    private var waiting: [Entry] = []

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { returned.count + waiting.count }
    var isEmpty: Bool { returned.isEmpty && waiting.isEmpty }

    /// False when too many wait.
    mutating func add(_ element: Element, until deadline: Deadline) -> Bool {
        guard count < capacity else { return false }
        waiting.append((element, deadline))
        return true
    }

    mutating func putBack(_ element: Element, until deadline: Deadline) { returned.append((element, deadline)) }

    mutating func next() -> Element? {
        if !returned.isEmpty { return returned.removeFirst().element }
        return waiting.isEmpty ? nil : waiting.removeFirst().element
    }

    /// When the first of them gives up.
    var deadline: Deadline? {
        var first: Deadline?
        for entry in returned { first = min(first ?? entry.deadline, entry.deadline) }
        for entry in waiting { first = min(first ?? entry.deadline, entry.deadline) }
        return first
    }

    /// Takes out those whose time is over.
    mutating func expire(now: Deadline) -> [Element] {
        let late = (returned + waiting).filter { $0.deadline <= now }.map(\.element)
        if late.isEmpty { return [] }
        returned.removeAll { $0.deadline <= now }
        waiting.removeAll { $0.deadline <= now }
        return late
    }

    mutating func remove(where matches: (Element) -> Bool) -> Element? {
        if let index = returned.firstIndex(where: { matches($0.element) }) { return returned.remove(at: index).element }
        if let index = waiting.firstIndex(where: { matches($0.element) }) { return waiting.remove(at: index).element }
        return nil
    }
}
