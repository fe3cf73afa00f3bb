import Dispatch
import HubCore
import HubEgress
import HubSchema
import Logging
import PluginABI

/// Loads plugins, makes instances of their tool types from rows, and runs calls on them.
///
/// Whatever a plugin does within its contract or against it short of a crash, every call is answered by its deadline,
/// and the other plugins go on. No plugin's code runs on Swift's cooperative pool. Releases of one plugin stand side by side:
/// see `Releases`.
package final class PluginHost: ToolInvoker, ToolTypeCatalog, ToolTester, KnowledgeIndex, PluginDeployer {
    let configuration: PluginHostConfiguration
    let logger: Logger
    let calls: CallTable
    let pool: WorkerPool
    let callbacks: WorkerPool
    let timer: CallTimer
    /// nil: every plugin runs in this process.
    let spawner: RunnerSpawner?
    let instances: InstanceCache
    let probes = ProbePlaces()
    let repeats = RepeatGate()
    let blobBudget: BlobBudget
    let services: (http: HTTPService, keyValue: KeyValueService, egress: EgressService)
    let roster = ReleaseRoster()
    let deployments = Turnstile()
    /// Where files are read and plugins loaded after the start, one after the other.
    let loading = DispatchQueue(label: "plugins.releases")

    package init(
        configuration: PluginHostConfiguration, egress: EgressClient, store: any PluginKeyValueStore, logger: Logger
    ) {
        precondition(
            configuration.dataFolder?.hasPrefix("/") ?? true, "The folder of plugins' data must be an absolute path")
        precondition(
            configuration.releaseFolder?.hasPrefix("/") ?? true,
            "The folder of installed plugins must be an absolute path")
        self.configuration = configuration
        self.logger = logger
        calls = CallTable(capacity: configuration.calls)
        blobBudget = BlobBudget(maximum: configuration.writtenBlobBytes)
        let limits = WorkerPool.Limits(
            workers: configuration.workers, workersPerLane: configuration.workersPerPlugin,
            replacements: configuration.replacements)
        pool = WorkerPool(limits: limits)
        callbacks = WorkerPool(limits: limits)
        timer = CallTimer(calls: calls, workers: [pool, callbacks])
        spawner = configuration.runner.flatMap { _ in RunnerSpawner() }
        precondition(
            configuration.runner == nil || spawner != nil, "The system gives no thread to start plugins' processes")
        instances = InstanceCache(
            limits: .init(
                instances: configuration.instances, idleLifetime: configuration.idleInstanceLifetime.nanoseconds,
                perInstance: .init(
                    calls: configuration.callsPerInstance, waitingCalls: configuration.waitingCallsPerInstance)),
            names: OpaqueNames(installation: configuration.installation), serves: roster.serves)
        let own = configuration.origins.filter { !$0.value.isEmpty }.mapValues { origins in
            HTTPService.OwnServers(
                origins: origins, egress: EgressClient(policy: EgressPolicy(only: origins), logger: logger))
        }
        services = (HTTPService(egress: egress, own: own), KeyValueService(store: store), EgressService(egress: egress))
        let instances = instances
        let isTimed = timer.start(sweepingIdleEvery: .seconds(60)) { instances.evictIdle(now: MonotonicTime.now()) }
        // Without this thread no deadline would hold, so nothing is promised.
        precondition(isTimed, "The system gives no thread for the deadlines of tool calls")
    }

    // MARK: - ToolInvoker

    package func invoke(_ invocation: ToolInvocation) async -> ToolOutcome { await invoke(invocation, recorder: nil) }

    func invoke(_ invocation: ToolInvocation, recorder: ExchangeRecorder?) async -> ToolOutcome {
        let prepared: PreparedCall
        switch prepare(invocation, recorder: recorder) {
        case .success(let call): prepared = call
        case .failure(let failure): return .failure(failure)
        }
        let outcome = await run(prepared, tool: invocation.tool)
        // A call whose plugin ended under it may have been done or not: only what may be done twice is tried again, once.
        guard case .failure(let failure) = outcome, failure.code == .crashed, prepared.type.isIdempotent,
            !prepared.call.stream.hasBegun
        else { return outcome }
        // One after the other, so that the one that ended the process does it to itself alone.
        let plugin = prepared.call.plugin.descriptor.id
        let again = await repeats.run(for: plugin, by: invocation.deadline) { () -> ToolOutcome? in
            guard !invocation.deadline.hasPassed,
                case .success(let again) = prepare(invocation, recorder: recorder)
            else { return nil }
            return await run(again, tool: invocation.tool)
        }
        return (again ?? nil) ?? outcome
    }

    /// Gives an open call to its row's instance, and waits for the answer.
    func run(_ prepared: PreparedCall, tool: Tool) async -> ToolOutcome {
        await run(prepared) { instances.submit($0, type: prepared.type, tool: tool) }
    }

    /// The same, with `submit` giving it to an instance.
    func run(_ prepared: PreparedCall, submit: (PluginCall) -> Void) async -> ToolOutcome {
        let call = prepared.call
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                call.attach { continuation.resume(returning: $0) }
                timer.watch(call)
                submit(call)
            }
        } onCancel: {
            call.end(.cancelled)
        }
        // What only an administrator sees shows no secret at all, as short as it may be.
        let mask = call.recorder == nil && call.function != .health ? call.mask : call.secretMask
        let outcome = CompletionReading(
            type: prepared.type, function: call.function, standing: call.plugin.standing, mask: mask,
            streamed: call.stream.end(under: mask, to: call.output)
        ).outcome(of: answer)
        return await call.keepFiles(of: outcome)
    }

    struct PreparedCall {
        let call: PluginCall
        let type: ToolType
    }

    /// Checks what can be checked before a plugin is asked, and opens the call: from here on it counts as one of the release that
    /// serves its tenant now.
    func prepare(_ invocation: ToolInvocation, recorder: ExchangeRecorder? = nil) -> Result<PreparedCall, ToolFailure> {
        let type = invocation.tool.type
        guard let entry = roster.beginCall(ofType: type, for: invocation.caller.scope.tenant) else {
            return .failure(ToolFailure(.unavailable, "No loaded plugin offers the tool type \(type)."))
        }
        return open(invocation, for: .invoke, of: entry, recorder: recorder)
    }

    /// Opens a call for a function of the type. Its release has counted it, and counts it until it is over.
    func open(
        _ invocation: ToolInvocation, for function: PluginFunction, of entry: ToolTypeRegistry.Entry,
        recorder: ExchangeRecorder? = nil
    ) -> Result<PreparedCall, ToolFailure> {
        do throws(ToolFailure) {
            let (id, input) = try admit(invocation, for: function, of: entry)
            let call = PluginCall(
                id: id, plugin: entry.plugin, invocation: invocation, function: function, input: CallInput(input),
                recorder: recorder, written: CallBlobs(budget: blobBudget), table: calls)
            calls.open(call)
            return .success(PreparedCall(call: call, type: entry.type))
        } catch {
            entry.plugin.callOver()
            return .failure(error)
        }
    }

    /// The call's number, and what the plugin will be given.
    private func admit(
        _ invocation: ToolInvocation, for function: PluginFunction, of entry: ToolTypeRegistry.Entry
    ) throws(ToolFailure) -> (id: UInt64, input: [UInt8]) {
        if roster.isClosing { throw ToolFailure(.unavailable, "The server is closing.") }
        if let reason = entry.plugin.standing.quarantineReason {
            throw ToolFailure(.unavailable, "The tool's plugin is shut out: \(reason).")
        }
        if function == .invoke, let violation = entry.type.inputSchema?.violations(of: invocation.arguments).first {
            throw ToolFailure(.invalidInput, violation.message)
        }
        let input = invocation.arguments.bytes
        guard input.count <= Int(AH_MAX_PAYLOAD) else {
            throw ToolFailure(.tooLarge, "The arguments are over \(AH_MAX_PAYLOAD / 1024) KB.")
        }
        if invocation.deadline.hasPassed { throw CompletionReading.failure(.deadline) }
        guard let id = calls.reserve() else {
            throw ToolFailure(.busy, "As many tool calls as can be are under way; try again in a moment.")
        }
        return (id, input)
    }

    /// A type's releases may differ in it, and who asks names no tenant: the graver counts.
    package func effects(ofType type: String) -> ToolEffects {
        let all = roster.withLock { $0.registry.routes.all(ofType: type) }
        return !all.isEmpty && all.allSatisfy { $0.type.effects == .reads } ? .reads : .changes
    }

    var names: OpaqueNames { OpaqueNames(installation: configuration.installation) }
}
