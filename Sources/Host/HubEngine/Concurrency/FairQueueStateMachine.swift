import HubCore

/// Who may begin a turn now and who waits: events in, decisions out.
///
/// So many turns run at once, and of one tenant fewer. Those beyond wait in their tenant's queue in the order of their
/// coming, and the queues are served in turn, so that a tenant with many waits for itself and delays no other. Every
/// tenant has a few places to wait, even when others have taken all, and a few turns' room is not for those with many.
struct FairQueueStateMachine<Waiter> {
    struct Limits: Sendable {
        var running: Int
        var runningPerTenant: Int
        var waiting: Int
        var waitingPerTenant: Int
        /// Places in its line that a tenant has in any case, however many of others' wait.
        var firstPlaces = 0
        /// Of `running`, so many are kept for tenants with fewer than `modest` under way.
        var kept = 0
        var modest = 0
    }

    enum Entrance {
        case admitted
        case waits(Waiter)
        /// As many wait as may.
        case refused
    }

    private struct Line {
        var running = 0
        var waiting: [Waiter] = []
        var isListed = false

        var isIdle: Bool { running == 0 && waiting.isEmpty }
    }

    private let limits: Limits
    /// Only of tenants with a turn that runs or waits.
    private var lines: [TenantScope: Line] = [:]
    /// Tenants whose first waiter could begin if there were room, each once, the next to be served first.
    private var turns: [TenantScope] = []
    private(set) var running = 0
    private(set) var waiting = 0

    init(limits: Limits) { self.limits = limits }

    /// `makeWaiter` is called only when the turn has to wait.
    mutating func enter(_ scope: TenantScope, makeWaiter: () -> Waiter) -> Entrance {
        var line = lines[scope] ?? Line()
        if mayBegin(line), line.waiting.isEmpty {
            running += 1
            line.running += 1
            lines[scope] = line
            return .admitted
        }
        let hasRoom = waiting < limits.waiting || line.waiting.count < limits.firstPlaces
        guard hasRoom, line.waiting.count < limits.waitingPerTenant else { return .refused }
        let waiter = makeWaiter()
        waiting += 1
        line.waiting.append(waiter)
        list(&line, scope)
        lines[scope] = line
        return .waits(waiter)
    }

    /// A turn that ran has ended; whoever is returned runs from now on.
    mutating func leave(_ scope: TenantScope) -> (scope: TenantScope, waiter: Waiter)? {
        guard var line = lines[scope], line.running > 0 else { return nil }
        running -= 1
        line.running -= 1
        list(&line, scope)
        lines[scope] = line.isIdle ? nil : line
        return next()
    }

    /// A waiter has gone away. False when it is not waiting (any more).
    mutating func abandon(_ scope: TenantScope, where isIt: (Waiter) -> Bool) -> Bool {
        guard var line = lines[scope], let place = line.waiting.firstIndex(where: isIt) else { return false }
        line.waiting.remove(at: place)
        waiting -= 1
        if line.waiting.isEmpty, line.isListed {
            line.isListed = false
            turns.removeAll { $0 == scope }
        }
        lines[scope] = line.isIdle ? nil : line
        return true
    }

    private func mayBegin(_ line: Line) -> Bool {
        guard running < limits.running, line.running < limits.runningPerTenant else { return false }
        return running < limits.running - limits.kept || line.running < limits.modest
    }

    private mutating func list(_ line: inout Line, _ scope: TenantScope) {
        guard !line.isListed, !line.waiting.isEmpty, line.running < limits.runningPerTenant else { return }
        line.isListed = true
        turns.append(scope)
    }

    private mutating func next() -> (scope: TenantScope, waiter: Waiter)? {
        guard let place = turns.firstIndex(where: { lines[$0].map { mayBegin($0) } ?? false }) else { return nil }
        let scope = turns.remove(at: place)
        guard var line = lines[scope], !line.waiting.isEmpty else { return nil }
        let waiter = line.waiting.removeFirst()
        waiting -= 1
        running += 1
        line.running += 1
        line.isListed = false
        list(&line, scope)
        lines[scope] = line
        return (scope, waiter)
    }
}
