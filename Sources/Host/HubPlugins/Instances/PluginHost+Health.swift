import HubCore

extension PluginHost {
    /// Asks an instance of a row that is being written whether it can do its work, through a call like any other, and lets the
    /// instance go: it is destroyed when that call is completed, which may be after the answer.
    ///
    /// Why it cannot; nil when it can.
    func health(
        of handle: InstanceHandle, entry: ToolTypeRegistry.Entry, tool: Tool, probe: ToolProbe
    ) async -> ToolFailure? {
        let instance = PluginInstance(
            key: InstanceKey(tenant: probe.scope.tenant, tool: tool.id, version: tool.version), plugin: entry.plugin,
            type: entry.type, tool: tool, handle: handle, limits: InstanceLimits(calls: 1, waitingCalls: 0))
        defer { instance.retire() }
        let caller = Caller(
            scope: probe.scope, user: probe.user, roles: [], token: Secret(""), logName: probe.logName)
        let invocation = ToolInvocation(
            caller: caller, tool: tool, credential: probe.credential, arguments: [:],
            deadline: .after(min(configuration.healthLimit, tool.timeout)), traceID: probe.traceID,
            requestID: probe.requestID, traceparent: probe.traceparent)
        let outcome = await probes.run(for: entry.plugin.descriptor.id) { () -> ToolOutcome in
            switch open(invocation, for: .health, of: entry) {
            case .failure(let failure): .failure(failure)
            case .success(let call): await run(call) { _ = instance.submit($0) }
            }
        }
        switch outcome {
        case .success: return nil
        case .failure(let failure): return failure
        case nil: return ToolFailure(.busy, "As many rows as can be are tried at the moment.")
        }
    }
}
