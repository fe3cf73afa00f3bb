import HubCore
import Synchronization

/// The instances of rows: made when first needed, shared by concurrent calls, replaced by newer versions of their rows and by other
/// releases of their plugins, and let go when idle.
final class InstanceCache: Sendable {
    struct Limits: Sendable {
        var instances: Int
        /// Nanoseconds without a call after which an instance is let go.
        var idleLifetime: UInt64
        var perInstance: InstanceLimits
    }

    private enum Entry {
        case creating([PluginCall])
        case ready(PluginInstance)
    }

    private struct State {
        var entries: [InstanceKey: Entry] = [:]
        /// The newest version of a row that was asked for, and the number of its versions that are cached.
        var newest: [InstanceKey.Row: (version: Int, count: Int)] = [:]
        var isClosed = false

        mutating func add(_ key: InstanceKey) {
            let row = newest[key.row] ?? (key.version, 0)
            newest[key.row] = (max(row.version, key.version), row.count + 1)
            entries[key] = .creating([])
        }

        mutating func remove(_ key: InstanceKey) {
            guard entries.removeValue(forKey: key) != nil, let row = newest[key.row] else { return }
            newest[key.row] = row.count > 1 ? (row.version, row.count - 1) : nil
        }
    }

    private enum Step {
        case use(PluginInstance)
        case wait
        case create(evicted: PluginInstance?)
        case refuse(CallEnd)
    }

    let limits: Limits
    private let names: OpaqueNames
    /// Whether a tenant's new calls go to a release. Asked under this cache's lock, so it never waits for it.
    private let serves: @Sendable (LoadedPlugin, TenantID) -> Bool
    private let state = Mutex(State())

    init(limits: Limits, names: OpaqueNames, serves: @escaping @Sendable (LoadedPlugin, TenantID) -> Bool) {
        self.limits = limits
        self.names = names
        self.serves = serves
    }

    /// Gives the call to its row's instance, which is made first where there is none.
    func submit(_ call: PluginCall, type: ToolType, tool: Tool) {
        let key = InstanceKey(tenant: call.caller.scope.tenant, tool: tool, release: call.plugin)
        while true {
            switch state.withLock({ step(&$0, key: key, call: call) }) {
            case .wait: return
            case .refuse(let reason): return call.end(reason)
            case .create(let evicted):
                evicted?.retire()
                return create(key, for: call, type: type, tool: tool)
            case .use(let instance):
                switch instance.submit(call) {
                case .taken: return
                case .busy: return call.end(.busy("The tool has as many calls as it can take; try again in a moment."))
                // It was let go in between; the cache does not know it any more.
                case .gone: continue
                }
            }
        }
    }

    private func step(_ state: inout State, key: InstanceKey, call: PluginCall) -> Step {
        if state.isClosed { return .refuse(.unavailable("The server is closing.")) }
        switch state.entries[key] {
        case .ready(let instance): return .use(instance)
        case .creating(var calls):
            guard calls.count < limits.perInstance.calls else {
                return .refuse(
                    .busy("The tool is starting and has as many calls as it can take; try again in a moment."))
            }
            calls.append(call)
            state.entries[key] = .creating(calls)
            return .wait
        case nil:
            var evicted: PluginInstance?
            if state.entries.count >= limits.instances {
                guard let victim = longestIdle(state) else {
                    return .refuse(.busy("Every tool instance is in use; try again in a moment."))
                }
                state.remove(victim.key)
                evicted = victim
            }
            state.add(key)
            return .create(evicted: evicted)
        }
    }

    private func longestIdle(_ state: State) -> PluginInstance? {
        var oldest: (instance: PluginInstance, since: UInt64)?
        for case .ready(let instance) in state.entries.values {
            guard let since = instance.idleSince, since < oldest?.since ?? .max else { continue }
            oldest = (instance, since)
        }
        return oldest?.instance
    }

    private func create(_ key: InstanceKey, for call: PluginCall, type: ToolType, tool: Tool) {
        let plugin = call.plugin
        let scope = InstanceScope(tenant: key.row.tenant, tool: tool, plugin: plugin, names: names)
        if let refusal = type.refusal(of: tool) { return refuse(key, refusal, first: call) }
        let configuration = tool.pluginConfiguration.bytes
        plugin.transport.create(type, configuration: configuration, scope: scope) { [self] result in
            switch result {
            case .success(let handle):
                let instance = PluginInstance(
                    key: key, plugin: plugin, type: type, tool: tool, handle: handle, limits: limits.perInstance)
                install(instance, first: call)
            case .failure(let refusal): refuse(key, refusal, first: call)
            }
        }
    }

    private func refuse(_ key: InstanceKey, _ refusal: InstanceRefusal, first call: PluginCall) {
        let waiting = state.withLock { state -> [PluginCall] in
            guard case .creating(let calls) = state.entries[key] else { return [] }
            state.remove(key)
            return calls
        }
        for each in [call] + waiting { each.end(.refused(refusal)) }
    }

    private func install(_ instance: PluginInstance, first call: PluginCall) {
        let (waiting, retired) = state.withLock { state -> ([PluginCall], [PluginInstance]) in
            let key = instance.key
            guard case .creating(let calls) = state.entries[key] else { return ([], [instance]) }
            let newest = state.newest[key.row]?.version ?? key.version
            guard key.version == newest, !state.isClosed, serves(instance.plugin, key.row.tenant) else {
                // A turn that read the row before its change still gets its version, and a call that was given to a release
                // before its tenant's route changed gets that release; then nobody does.
                state.remove(key)
                return (calls, [instance])
            }
            state.entries[key] = .ready(instance)
            return (calls, olderVersions(of: key, in: &state))
        }
        for each in [call] + waiting {
            switch instance.submit(each) {
            case .taken: break
            case .busy: each.end(.busy("The tool has as many calls as it can take; try again in a moment."))
            case .gone: submit(each, type: instance.type, tool: instance.tool)
            }
        }
        for each in retired { each.retire() }
    }

    private func olderVersions(of key: InstanceKey, in state: inout State) -> [PluginInstance] {
        guard let row = state.newest[key.row], row.count > 1 else { return [] }
        var older: [PluginInstance] = []
        for case (let other, .ready(let instance)) in state.entries
        where other.row == key.row && other.version < key.version {
            older.append(instance)
        }
        for instance in older { state.remove(instance.key) }
        return older
    }

    /// Those that are there, of the releases with these numbers.
    func ready(of releases: Set<Int>) -> [PluginInstance] {
        state.withLock { state in
            state.entries.values.compactMap { entry in
                guard case .ready(let instance) = entry, releases.contains(instance.key.row.release) else { return nil }
                return instance
            }
        }
    }

    /// Takes an instance that was made beforehand, for calls that will go to its release; where there is one already, or no room,
    /// it is let go.
    func adopt(_ instance: PluginInstance) {
        let key = instance.key
        let isTaken = state.withLock { state in
            guard !state.isClosed, state.entries[key] == nil, state.entries.count < limits.instances,
                state.newest[key.row]?.version ?? key.version <= key.version
            else { return false }
            state.add(key)
            state.entries[key] = .ready(instance)
            return true
        }
        if !isTaken { instance.retire() }
    }

    /// Lets go of the instances of these releases, save those that serve their tenants.
    func letGo(of releases: Set<Int>) {
        let instances = state.withLock { state -> [PluginInstance] in
            var unserved: [PluginInstance] = []
            for case .ready(let instance) in state.entries.values
            where releases.contains(instance.key.row.release) && !serves(instance.plugin, instance.key.row.tenant) {
                unserved.append(instance)
            }
            for instance in unserved { state.remove(instance.key) }
            return unserved
        }
        for instance in instances { instance.retire() }
    }

    /// Lets go of the instances that had no call for their idle lifetime.
    func evictIdle(now: UInt64) {
        let idle = state.withLock { state -> [PluginInstance] in
            var idle: [PluginInstance] = []
            for case .ready(let instance) in state.entries.values {
                guard let since = instance.idleSince, since &+ limits.idleLifetime <= now else { continue }
                idle.append(instance)
            }
            for instance in idle { state.remove(instance.key) }
            return idle
        }
        for instance in idle { instance.retire() }
    }

    /// Takes no more calls and lets every instance go.
    func close() {
        let instances = state.withLock { state -> [PluginInstance] in
            state.isClosed = true
            return state.entries.values.compactMap { if case .ready(let instance) = $0 { instance } else { nil } }
        }
        for instance in instances { instance.retire() }
    }

    /// The row's instance, when it is there already.
    func ready(_ key: InstanceKey) -> PluginInstance? {
        state.withLock { if case .ready(let instance) = $0.entries[key] { instance } else { nil } }
    }
}
