import HubCore
import Synchronization

/// The calls that plugins know by number. A number is an index and a generation, so one that is over never names another.
final class CallTable: Sendable {
    /// What a number stands for.
    enum Finding {
        case open(PluginCall)
        /// It was a call's once.
        case over
        case unknown
    }

    private final class Slot: Sendable {
        struct State {
            var generation: UInt64 = 0
            var call: PluginCall?
        }

        let state = Mutex(State())
    }

    private struct Vacancies {
        var indices: [Int]
        var whenEmpty: [@Sendable () -> Void] = []
    }

    private static let indexBits: UInt64 = 20
    static let maximumCapacity = 1 << 20

    private let slots: [Slot]
    private let vacancies: Mutex<Vacancies>

    init(capacity: Int) {
        let capacity = min(max(capacity, 1), Self.maximumCapacity)
        slots = (0..<capacity).map { _ in Slot() }
        vacancies = Mutex(Vacancies(indices: Array((0..<capacity).reversed())))
    }

    /// A new number, for the call that is to be opened under it at once; nil when every slot is taken.
    func reserve() -> UInt64? {
        guard let index = vacancies.withLock({ $0.indices.popLast() }) else { return nil }
        return slots[index].state.withLock { state in
            state.generation += 1
            return state.generation << Self.indexBits | UInt64(index)
        }
    }

    func open(_ call: PluginCall) {
        slots[Int(call.id & (1 << Self.indexBits - 1))].state.withLock { $0.call = call }
    }

    func find(_ id: UInt64) -> Finding {
        let index = Int(id & (1 << Self.indexBits - 1))
        let generation = id >> Self.indexBits
        guard index < slots.count, generation > 0 else { return .unknown }
        return slots[index].state.withLock { state in
            if generation > state.generation { return .unknown }
            guard generation == state.generation, let call = state.call else { return .over }
            return .open(call)
        }
    }

    /// Gives the number up, once the call is over on both sides.
    func release(_ id: UInt64) {
        let index = Int(id & (1 << Self.indexBits - 1))
        let call = slots[index].state.withLock { state in
            defer { state.call = nil }
            return state.call
        }
        guard call != nil else { return }
        let tell = vacancies.withLock { vacancies in
            vacancies.indices.append(index)
            guard vacancies.indices.count == slots.count else { return [@Sendable () -> Void]() }
            defer { vacancies.whenEmpty = [] }
            return vacancies.whenEmpty
        }
        for each in tell { each() }
    }

    /// The calls that are open now.
    var openCalls: [PluginCall] { slots.compactMap { $0.state.withLock { $0.call } } }

    /// Runs `completion` once, as soon as no call is open.
    func whenEmpty(_ completion: @escaping @Sendable () -> Void) {
        let isEmpty = vacancies.withLock { vacancies in
            if vacancies.indices.count == slots.count { return true }
            vacancies.whenEmpty.append(completion)
            return false
        }
        if isEmpty { completion() }
    }
}
