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
        let chosen = moves.sorted { ($0.old.idleSince ?? .max) > ($1.old.idleSince ?? .max) }.filter { move in
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
        let created = await withCheckedContinuation { continuation in
            plugin.transport.create(move.entry.type, configuration: tool.pluginConfiguration.bytes, scope: scope) {
                continuation.resume(returning: $0)
            }
        }
        switch created {
        case .failure(let refusal):
            return Outcome(move: move, problem: "It refuses the tool \(tool.name): \(refusal.message)")
        case .success(let handle):
            let instance = PluginInstance(
                key: InstanceKey(tenant: move.tenant, tool: tool, release: plugin), plugin: plugin,
                type: move.entry.type, tool: tool, handle: handle, limits: host.instances.limits.perInstance)
            guard let ill = await illHealth(of: instance, move.entry), await isWell(move.old) else {
                return Outcome(move: move, instance: instance)
            }
            instance.retire()
            return Outcome(move: move, problem: "The tool \(tool.name) is ill with it: \(ill.message)")
        }
    }

    /// Asked of the old instance only when the new one is ill: the system behind the row, or that nobody's token came along, is
    /// no fault of a release.
    private func isWell(_ old: PluginInstance) async -> Bool {
        guard host.roster.claim(old.plugin) else { return false }
        defer { old.plugin.unclaim() }
        return await illHealth(of: old, ToolTypeRegistry.Entry(plugin: old.plugin, type: old.type)) == nil
    }

    /// Why an instance cannot do its work by its own fault or its row's; nil when it can, or when that is not known. Its release is
    /// claimed.
    private func illHealth(of instance: PluginInstance, _ entry: ToolTypeRegistry.Entry) async -> ToolFailure? {
        guard entry.type.tellsHealth, let user = UserID("agenthub.upgrade") else { return nil }
        let probe = ToolProbe(scope: TenantScope(tenant: instance.key.row.tenant), user: user, traceID: "-")
        guard let failure = await host.health(of: instance, entry: entry, probe: probe) else { return nil }
        switch failure.code {
        case .invalidConfiguration, .denied, .internal, .crashed: return failure
        // Such a row is called with its users' tokens, and the question has none.
        case .authorization: return instance.tool.authorization == .userJWT ? nil : failure
        case .invalidInput, .cancelled, .deadline, .upstream, .rateLimited, .busy, .stale, .tooLarge, .unsupported,
            .notFound, .unavailable:
            return nil
        }
    }
}
