import HubCore

extension PluginHost {
    // MARK: - ToolTypeCatalog

    /// As they are to those who have no routes of their own.
    package func toolTypes() -> [ToolTypeDescription] {
        roster.withLock { $0.registry.all }.map { entry in
            ToolTypeDescription(
                id: entry.type.id, version: entry.type.version, description: entry.type.description,
                plugin: entry.plugin.descriptor.id)
        }
    }

    package func problems(with tool: Tool, probe: ToolProbe?) async -> [FieldProblem] {
        guard let entry = roster.claimEntry(ofType: tool.type, for: tool.owner) else {
            if tool.owner == nil, roster.withLock({ !$0.registry.routes.all(ofType: tool.type).isEmpty }) {
                return [
                    FieldProblem(
                        pointer: "/base_tool_type",
                        message: "The plugin of this tool type serves only some tenants; a tool of the platform needs "
                            + "one that is activated for all.")
                ]
            }
            let offered = roster.withLock { $0.registry.all }.map(\.type.id).joined(separator: ", ")
            return [
                FieldProblem(
                    pointer: "/base_tool_type",
                    message: "No loaded plugin offers this tool type; there are \(offered.isEmpty ? "none" : offered).")
            ]
        }
        defer { entry.plugin.unclaim() }
        return await ToolRowTrial(host: self, entry: entry, tool: tool, probe: probe).problems()
    }

    // MARK: - ToolTester

    package func test(_ invocation: ToolInvocation) async -> ToolTestReport {
        let recorder = ExchangeRecorder()
        let start = MonotonicTime.now()
        let outcome = await invoke(invocation, recorder: recorder)
        let milliseconds = MonotonicTime.milliseconds(since: start)
        let mask = SecretMask([invocation.caller.token] + (invocation.credential.map { [$0] } ?? []))
        return ToolTestReport(
            outcome: outcome, milliseconds: milliseconds, exchanges: recorder.exchanges(under: mask))
    }

    // MARK: - For measurements and tests

    /// Lets go of the instances that had no call for their idle lifetime; the timer does so every minute.
    func evictIdleInstances(now: UInt64) { instances.evictIdle(now: now) }

    /// The instance of a row for a tenant, when there is one, of the release that serves the tenant.
    func instance(of tool: Tool, tenant: TenantID) -> PluginInstance? {
        guard let plugin = roster.withLock({ $0.registry[tool.type, tenant] })?.plugin else { return nil }
        return instances.ready(InstanceKey(tenant: tenant, tool: tool, release: plugin))
    }

    /// Runs one call on the calling thread, without the hop to a worker, on an instance that is there already; false
    /// when there is none. For measurements: the thread must be none of the cooperative pool's.
    func invokeInline(_ invocation: ToolInvocation, receiver: @escaping PluginCall.Receiver) -> Bool {
        guard case .success(let prepared) = prepare(invocation) else { return false }
        let call = prepared.call
        guard let transport = call.plugin.transport as? InProcessTransport,
            let instance = instances.ready(
                InstanceKey(tenant: call.caller.scope.tenant, tool: invocation.tool, release: call.plugin))
        else {
            call.end(.cancelled)
            return false
        }
        call.attach(receiver)
        timer.watch(call)
        _ = instance.submit(call) { transport.perform($0, on: instance) }
        return true
    }

    /// The tool type of the id and the transport to it, when its plugin runs in this process.
    func inProcess(_ type: String) -> (transport: InProcessTransport, type: ToolType)? {
        guard let entry = roster.withLock({ $0.registry[type, nil] }),
            let transport = entry.plugin.transport as? InProcessTransport
        else { return nil }
        return (transport, entry.type)
    }
}
