import HubCore

extension PluginHost {
    /// Asks an instance of a row that is being written whether it can do its work, and lets the instance go: it is destroyed when that
    /// call is completed, which may be after the answer.
    ///
    /// Why it cannot; nil when it can. The entry's release is claimed.
    func health(
        of handle: InstanceHandle, entry: ToolTypeRegistry.Entry, tool: Tool, probe: ToolProbe
    ) async -> ToolFailure? {
        let instance = PluginInstance(
            key: InstanceKey(tenant: probe.scope.tenant, tool: tool, release: entry.plugin), plugin: entry.plugin,
            type: entry.type, tool: tool, handle: handle, limits: InstanceLimits(calls: 1, waitingCalls: 0))
        defer { instance.retire() }
        return await health(of: instance, entry: entry, probe: probe)
    }

    /// Asks an instance whether it can do its work, through a call like any other. Why it cannot; nil when it can. The entry's
    /// release is claimed.
    func health(
        of instance: PluginInstance, entry: ToolTypeRegistry.Entry, probe: ToolProbe
    ) async -> ToolFailure? {
        let tool = instance.tool
        let caller = Caller(
            scope: probe.scope, user: probe.user, roles: [], token: Secret(""), logName: probe.logName)
        let invocation = ToolInvocation(
            caller: caller, tool: tool, credential: probe.credential, arguments: [:],
            deadline: .after(min(configuration.healthLimit, tool.timeout)), traceID: probe.traceID,
            requestID: probe.requestID, traceparent: probe.traceparent)
        let place = "\(entry.plugin.descriptor.id) \(entry.plugin.number)"
        let outcome = await probes.run(for: place) { () -> ToolOutcome in
            // Not under the lock of the routes, which the claim spares.
            entry.plugin.callBegan()
            return switch open(invocation, for: .health, of: entry) {
            case .failure(let failure): .failure(failure)
            case .success(let call):
                await run(call) { call in
                    switch instance.submit(call) {
                    case .taken: break
                    case .busy, .gone: call.end(.busy("The tool has as many calls as it can take."))
                    }
                }
            }
        }
        switch outcome {
        case .success: return nil
        case .failure(let failure): return failure
        case nil: return ToolFailure(.busy, "As many rows as can be are tried at the moment.")
        }
    }
}
