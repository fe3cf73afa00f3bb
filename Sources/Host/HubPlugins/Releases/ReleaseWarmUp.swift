import HubCore

/// Makes instances of a new release beside the old ones and asks for their health, so that calls find them when they come, and
/// so that a release which does not serve the rows that the old one serves never gets any.
struct ReleaseWarmUp {
    /// A tenant's row that goes from one release to another.
    struct Move: Sendable {
        let tenant: TenantID
        let old: PluginInstance
        /// What serves the row's type next.
        let entry: ToolTypeRegistry.Entry
    }

    struct Outcome: Sendable {
        let move: Move
        /// nil: none was made.
        var instance: PluginInstance?
        /// Why the row cannot go there.
        var problem: String?
    }

    /// Rows that are tried at once.
    private static let width = 4

    let host: PluginHost
    let moves: [Move]
    /// What was not begun by then is not looked at.
    let end: Deadline

    /// Every plugin's rows so far as there may be, those that were used last first.
    func run() async -> [Outcome] {
        var counts: [Int: Int] = [:]
        let chosen = moves.sorted { ($0.old.lastServed ?? 0) > ($1.old.lastServed ?? 0) }.filter { move in
            counts[move.entry.plugin.number, default: 0] += 1
            return counts[move.entry.plugin.number, default: 0] <= host.configuration.warmUpRows
        }
        return await withTaskGroup(of: Outcome?.self) { group in
            var outcomes: [Outcome] = []
            var rest = chosen[...]
            for _ in 0..<Self.width {
                guard let move = rest.popFirst() else { break }
                group.addTask { await attempt(move) }
            }
            for await outcome in group {
                if let outcome { outcomes.append(outcome) }
                if let move = rest.popFirst() { group.addTask { await attempt(move) } }
            }
            return outcomes
        }
    }

    private func attempt(_ move: Move) async -> Outcome? {
        if end.hasPassed { return nil }
        let (plugin, tool) = (move.entry.plugin, move.old.tool)
        let scope = InstanceScope(tenant: move.tenant, tool: tool, plugin: plugin, names: host.names)
        if let refusal = move.entry.type.refusal(of: tool) {
            return Outcome(move: move, problem: "It refuses the \(Self.name(of: move)): \(refusal.message)")
        }
        let created = await withCheckedContinuation { continuation in
            plugin.transport.create(move.entry.type, configuration: tool.pluginConfiguration.bytes, scope: scope) {
                continuation.resume(returning: $0)
            }
        }
        switch created {
        case .failure(let refusal):
            return Outcome(move: move, problem: "It refuses the \(Self.name(of: move)): \(refusal.message)")
        case .success(let handle):
            let instance = PluginInstance(
                key: InstanceKey(tenant: move.tenant, tool: tool, release: plugin), plugin: plugin,
                type: move.entry.type, tool: tool, handle: handle, limits: host.instances.limits.perInstance,
                lastServed: move.old.lastServed)
            guard case .ill(let failure) = await health(of: instance, move.entry), RowFault.isPossible(failure),
                RowFault.isFault(failure, old: await health(of: move.old))
            else { return Outcome(move: move, instance: instance) }
            instance.retire()
            return Outcome(move: move, problem: "The \(Self.name(of: move)) is ill with it: \(failure.message)")
        }
    }

    private static func name(of move: Move) -> String {
        "tool \(move.old.tool.name) of the tenant \(move.tenant)"
    }

    /// Of what serves the row now. It is asked only when the new one is ill.
    private func health(of old: PluginInstance) async -> RowFault.Answer {
        guard host.roster.claim(old.plugin) else { return .unknown }
        defer { old.plugin.unclaim() }
        return await health(of: old, ToolTypeRegistry.Entry(plugin: old.plugin, type: old.type))
    }

    /// The instance's release is claimed.
    private func health(of instance: PluginInstance, _ entry: ToolTypeRegistry.Entry) async -> RowFault.Answer {
        guard entry.type.tellsHealth, let user = UserID("agenthub.upgrade") else { return .unknown }
        let probe = ToolProbe(scope: TenantScope(tenant: instance.key.row.tenant), user: user, traceID: "-")
        return RowFault.Answer(
            await host.health(of: instance, entry: entry, probe: probe), of: instance.tool)
    }
}
