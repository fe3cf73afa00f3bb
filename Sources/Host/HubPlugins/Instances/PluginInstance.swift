import HubCore
import HubEgress
import Synchronization

/// A plugin's instance for one row, with the calls that it works on and those that wait for their turn.
final class PluginInstance: Sendable {
    enum Submission {
        case taken
        /// As many calls as may wait are waiting.
        case busy
        /// It is destroyed, or about to be.
        case gone
    }

    private struct State {
        /// Calls that the plugin was given, or is about to be, and has not completed.
        var active = 0
        /// Functions of the plugin that run, and requests whose `done` has not returned.
        var holds = 0
        var waiting: [PluginCall] = []
        /// Secrets' values that the plugin was given for good, the latest last.
        var givenSecrets: [Secret] = []
        var isRetired = false
        var isGone = false
        var lastUsed: UInt64
        var lastServed: UInt64?

        var isIdle: Bool { active == 0 && holds == 0 && waiting.isEmpty }

        /// Whether it is to be destroyed now; true once.
        mutating func becomesGone() -> Bool {
            guard isRetired, isIdle, !isGone else { return false }
            isGone = true
            return true
        }
    }

    /// A row's secret changes rarely, and with the row its instance does.
    private static let rememberedSecrets = 8

    let key: InstanceKey
    let plugin: LoadedPlugin
    let type: ToolType
    let tool: Tool
    /// Where the row's identity may be sent.
    let origins: Set<Origin>
    let handle: InstanceHandle
    private let concurrency: Int
    private let queueLimit: Int
    private let state: Mutex<State>

    init(
        key: InstanceKey, plugin: LoadedPlugin, type: ToolType, tool: Tool, handle: InstanceHandle,
        limits: InstanceLimits, lastServed: UInt64? = nil
    ) {
        state = Mutex(State(lastUsed: MonotonicTime.now(), lastServed: lastServed))
        self.key = key
        self.plugin = plugin
        self.type = type
        self.tool = tool
        origins = BoundOrigins.of(tool)
        self.handle = handle
        concurrency = type.maximumConcurrency == 0 ? limits.calls : min(type.maximumConcurrency, limits.calls)
        queueLimit = limits.waitingCalls
        plugin.instanceMade()
    }

    /// The keys that its calls reach: the row's own, whatever its version.
    var keyspace: PluginKeyspace { PluginKeyspace(tenant: key.row.tenant, tool: key.row.tool) }

    /// Gives the call to the plugin, now or when an earlier one is completed.
    func submit(_ call: PluginCall) -> Submission {
        submit(call) { plugin.transport.invoke($0, on: self) }
    }

    /// The same; a call whose turn is now goes through `begin`.
    func submit(_ call: PluginCall, begin: (PluginCall) -> Void) -> Submission {
        let (submission, isNext) = state.withLock { state -> (Submission, Bool) in
            if state.isGone { return (.gone, false) }
            let isNext = state.active < concurrency
            guard isNext || state.waiting.count < queueLimit else { return (.busy, false) }
            guard call.assign(to: self) else { return (.taken, false) }
            // A question for its health is no use of it: whoever asks often would keep it for ever.
            if call.function != .health { state.lastUsed = MonotonicTime.now() }
            if call.function != .health, call.recorder == nil { state.lastServed = state.lastUsed }
            if isNext { state.active += 1 } else { state.waiting.append(call) }
            return (.taken, isNext)
        }
        if isNext { begin(call) }
        return submission
    }

    /// A call that the plugin was not given has ended.
    func leave(_ call: PluginCall) {
        let wasWaiting = state.withLock { state in
            guard let place = state.waiting.firstIndex(where: { $0 === call }) else { return false }
            state.waiting.remove(at: place)
            return true
        }
        if wasWaiting { destroyIfDrained() } else { finished() }
    }

    /// A call's completion has come.
    func finished() {
        let next: PluginCall? = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.active -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        if let next { plugin.transport.invoke(next, on: self) } else { destroyIfDrained() }
    }

    /// Keeps the instance while the plugin's code runs with it; false when it is gone. Paired with `release`.
    func hold() -> Bool {
        state.withLock { state in
            guard !state.isGone else { return false }
            state.holds += 1
            return true
        }
    }

    func release() {
        state.withLock { $0.holds -= 1 }
        destroyIfDrained()
    }

    /// No call is to come; it is destroyed as soon as nothing of the plugin's uses it.
    func retire() {
        state.withLock { $0.isRetired = true }
        destroyIfDrained()
    }

    /// The plugin has a secret's value itself from here on, and may say it in any of the instance's calls.
    func give(_ secret: Secret) {
        state.withLock { state in
            guard !state.givenSecrets.contains(secret) else { return }
            state.givenSecrets.append(secret)
            if state.givenSecrets.count > Self.rememberedSecrets { state.givenSecrets.removeFirst() }
        }
    }

    var givenSecrets: [Secret] { state.withLock { $0.givenSecrets } }

    /// When it last got a call; nil while it is in use.
    var idleSince: UInt64? { state.withLock { $0.isIdle ? $0.lastUsed : nil } }

    /// When it, or the instance that it takes the place of, last got a call of a user; nil: never.
    var lastServed: UInt64? { state.withLock { $0.lastServed } }

    /// Calls that wait for their turn.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    private func destroyIfDrained() {
        guard state.withLock({ $0.becomesGone() }) else { return }
        plugin.transport.destroy(handle, of: type)
        plugin.instanceGone()
    }
}

/// How many calls an instance may have.
struct InstanceLimits: Sendable {
    /// Given to the plugin and not completed, where the type names no smaller number.
    var calls: Int
    /// Waiting for their turn.
    var waitingCalls: Int
}
