import Synchronization

/// Values by key that are loaded when they are missing: one load at a time for a key, whoever asks; failures are not
/// kept; of more keys than `capacity`, the longest unused is forgotten.
///
/// The first who misses loads in its own task and the others wait for it. When that task is cancelled, one of those
/// who wait takes over.
final class LoadingCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private enum Landing: Sendable {
        case value(Value)
        case failed(any Error)
        /// The task that loaded was cancelled, which says nothing about the value.
        case abandoned
    }

    private final class Flight: Sendable {
        /// What its load was asked for at the least.
        let floor: Int64
        private let state = Mutex<(tickets: [Ticket<Landing>], landing: Landing?)>(([], nil))

        init(floor: Int64) { self.floor = floor }

        /// Tasks that wait for it.
        var waiting: Int { state.withLock { $0.tickets.count } }

        func join() -> Ticket<Landing> {
            let ticket = Ticket<Landing>()
            let landing = state.withLock { state -> Landing? in
                if state.landing == nil { state.tickets.append(ticket) }
                return state.landing
            }
            if let landing { ticket.give(landing) }
            return ticket
        }

        func land(_ landing: Landing) {
            let tickets = state.withLock { state in
                state.landing = landing
                return state.tickets
            }
            for ticket in tickets { ticket.give(landing) }
        }
    }

    private enum Holding {
        case nothing
        case fresh(Value)
        /// Invalidated: not to be handed out, but of use to the next load.
        case stale(Value)
    }

    private struct Entry {
        var holding = Holding.nothing
        var flight: Flight?
        /// Which load it came from, so that a caller knows whether it has judged this value already.
        var load: UInt64 = 0
        var lastUse: UInt64 = 0
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var uses: UInt64 = 0
        var loads: UInt64 = 0
    }

    private enum Claim {
        /// To be judged outside the lock.
        case held(Value, load: UInt64)
        case join(Ticket<Landing>, floor: Int64)
        case lead(Flight, previous: Value?)
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// The value when it is held and fresh.
    func held(_ key: Key) -> Value? {
        state.withLock { state in
            guard case .fresh(let value)? = state.entries[key]?.holding else { return nil }
            state.uses += 1
            state.entries[key]?.lastUse = state.uses
            return value
        }
    }

    /// The value, loaded when none is held that `isAcceptable`. What a load begun after this call yields is returned
    /// whether or not it is acceptable, if it was asked for `floor` or more: there is nothing newer then. `load` gets
    /// the value held before, if any.
    func value(
        for key: Key, floor: Int64 = .min, where isAcceptable: @Sendable (Value) -> Bool = { _ in true },
        load: @Sendable (Value?) async throws -> Value
    ) async throws -> Value {
        var hasWaited = false
        var refused: UInt64?
        while true {
            switch claim(key, refused: refused, floor: floor, joining: hasWaited ? floor : .min) {
            case .held(let value, _) where isAcceptable(value): return value
            case .held(_, let load): refused = load
            case .join(let ticket, let asked):
                guard let landing = await ticket.signal() else { throw CancellationError() }
                switch landing {
                case .value(let value) where isAcceptable(value) || hasWaited && asked >= floor: return value
                case .value, .abandoned: hasWaited = true
                case .failed(let error): throw error
                }
            case .lead(let flight, let previous):
                return try await lead(flight, key, previous, load)
            }
        }
    }

    /// Lets the next call load anew; every key's for nil. A load under way is not handed to those who ask from now on.
    func invalidate(_ key: Key?) {
        state.withLock { state in
            for key in key.map({ [$0] }) ?? Array(state.entries.keys) {
                guard var entry = state.entries[key] else { continue }
                entry.flight = nil
                if case .fresh(let value) = entry.holding { entry.holding = .stale(value) }
                if case .nothing = entry.holding {
                    state.entries[key] = nil
                } else {
                    state.entries[key] = entry
                }
            }
        }
    }

    /// Puts what `change` makes of a value in its place; nothing where none is held, or it was invalidated.
    func update(_ key: Key, _ change: (Value) -> Value) {
        state.withLock { state in
            guard case .fresh(let value)? = state.entries[key]?.holding else { return }
            state.loads += 1
            state.entries[key]?.load = state.loads
            state.entries[key]?.holding = .fresh(change(value))
        }
    }

    /// Tasks that wait for the key's load.
    func waiting(_ key: Key) -> Int { state.withLock { $0.entries[key]?.flight }?.waiting ?? 0 }

    /// How many keys are held or being loaded.
    var count: Int { state.withLock { $0.entries.count } }

    /// Joins a load that was asked for `joining` at the least; one of less goes on for those who wait for it.
    private func claim(_ key: Key, refused: UInt64?, floor: Int64, joining: Int64) -> Claim {
        state.withLock { state in
            state.uses += 1
            var entry = state.entries[key] ?? Entry()
            entry.lastUse = state.uses
            defer { state.entries[key] = entry }
            if case .fresh(let value) = entry.holding, entry.load != refused { return .held(value, load: entry.load) }
            if let flight = entry.flight, flight.floor >= joining { return .join(flight.join(), floor: flight.floor) }
            let flight = Flight(floor: floor)
            entry.flight = flight
            switch entry.holding {
            case .nothing: return .lead(flight, previous: nil)
            case .fresh(let value), .stale(let value): return .lead(flight, previous: value)
            }
        }
    }

    private func lead(
        _ flight: Flight, _ key: Key, _ previous: Value?, _ load: @Sendable (Value?) async throws -> Value
    ) async throws -> Value {
        do {
            let value = try await load(previous)
            finish(flight, key, with: value)
            flight.land(.value(value))
            return value
        } catch {
            finish(flight, key, with: nil)
            flight.land(Task.isCancelled || error is CancellationError ? .abandoned : .failed(error))
            throw error
        }
    }

    private func finish(_ flight: Flight, _ key: Key, with value: Value?) {
        state.withLock { state in
            guard var entry = state.entries[key], entry.flight === flight else { return }
            entry.flight = nil
            if let value {
                state.loads += 1
                entry.load = state.loads
                entry.holding = .fresh(value)
            }
            if case .nothing = entry.holding {
                state.entries[key] = nil
                return
            }
            state.entries[key] = entry
            while state.entries.count > capacity {
                let idle = state.entries.filter { $0.value.flight == nil && $0.key != key }
                guard let oldest = idle.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
                state.entries[oldest.key] = nil
            }
        }
    }
}
