/// Who may go now, who waits and who is turned away: so many at once in all and for each origin, waiting in order.
/// Origins that wait take turns, so that a slow one does not hold up the others.
struct AdmissionQueue<Element: AnyObject> {
    enum Verdict {
        case go
        case wait
        case refuse
    }

    private struct Lane {
        var active = 0
        var waiting: [Element] = []
    }

    private let limits: EgressLimits
    private var lanes: [Origin: Lane] = [:]
    /// Those with somebody waiting, the next in turn first.
    private var turns: [Origin] = []
    private var active = 0
    private(set) var waiting = 0

    init(limits: EgressLimits) { self.limits = limits }

    /// After `go`, `release` gives the place back; after `wait`, `next` or `withdraw` yields the element.
    mutating func admit(_ element: Element, to origin: Origin) -> Verdict {
        var lane = lanes.removeValue(forKey: origin) ?? Lane()
        defer { lanes[origin] = lane }
        if active < limits.concurrent, lane.active < limits.concurrentPerOrigin, lane.waiting.isEmpty {
            active += 1
            lane.active += 1
            return .go
        }
        guard waiting < limits.waiting, lane.waiting.count < limits.waitingPerOrigin else { return .refuse }
        if lane.waiting.isEmpty { turns.append(origin) }
        lane.waiting.append(element)
        waiting += 1
        return .wait
    }

    mutating func release(_ origin: Origin) {
        active -= 1
        lanes[origin]?.active -= 1
        forgetIfIdle(origin)
    }

    /// One that waited and now has a place; nil while nobody can go.
    mutating func next() -> Element? {
        guard waiting > 0, active < limits.concurrent,
            let turn = turns.firstIndex(where: { (lanes[$0]?.active ?? 0) < limits.concurrentPerOrigin })
        else { return nil }
        let origin = turns.remove(at: turn)
        guard let element = lanes[origin]?.waiting.removeFirst() else { return nil }
        if lanes[origin]?.waiting.isEmpty == false { turns.append(origin) }
        lanes[origin]?.active += 1
        active += 1
        waiting -= 1
        return element
    }

    /// Those that wait.
    var elements: [Element] { turns.flatMap { lanes[$0]?.waiting ?? [] } }

    /// Takes those out of the waiting that answer to `condition`.
    mutating func withdraw(where condition: (Element) -> Bool) -> [Element] {
        guard waiting > 0 else { return [] }
        var withdrawn: [Element] = []
        for origin in turns {
            let leaving = lanes[origin]?.waiting.filter(condition) ?? []
            guard !leaving.isEmpty else { continue }
            withdrawn += leaving
            lanes[origin]?.waiting.removeAll { candidate in leaving.contains { $0 === candidate } }
            forgetIfIdle(origin)
        }
        turns.removeAll { lanes[$0]?.waiting.isEmpty ?? true }
        waiting -= withdrawn.count
        return withdrawn
    }

    private mutating func forgetIfIdle(_ origin: Origin) {
        if let lane = lanes[origin], lane.active == 0, lane.waiting.isEmpty { lanes[origin] = nil }
    }
}
