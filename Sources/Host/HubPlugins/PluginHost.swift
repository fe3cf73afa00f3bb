import Dispatch
import HubCore
import HubEgress
import HubSchema
import Logging
import PluginABI
import Synchronization

/// Loads plugins, makes instances of their tool types from rows, and runs calls on them.
///
/// Whatever a plugin does within its contract or against it short of a crash, every call is answered by its deadline,
/// and the other plugins go on. No plugin's code runs on Swift's cooperative pool.
package final class PluginHost: ToolInvoker, ToolTypeCatalog, ToolTester, KnowledgeIndex {
    private struct State {
        var registry = ToolTypeRegistry()
        var isClosing = false
    }

    let configuration: PluginHostConfiguration
    private let logger: Logger
    private let calls: CallTable
    private let pool: WorkerPool
    private let callbacks: WorkerPool
    private let timer: CallTimer
    /// nil: every plugin runs in this process.
    private let spawner: RunnerSpawner?
    private let instances: InstanceCache
    let probes = ProbePlaces()
    private let blobBudget: BlobBudget
    private let services: (http: HTTPService, keyValue: KeyValueService, egress: EgressService)
    private let state = Mutex(State())

    package init(
        configuration: PluginHostConfiguration, egress: EgressClient, store: any PluginKeyValueStore, logger: Logger
    ) {
        precondition(
            configuration.dataFolder?.hasPrefix("/") ?? true, "The folder of plugins' data must be an absolute path")
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
            names: OpaqueNames(installation: configuration.installation))
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

    /// Loads every shared library of the directory that is a good plugin, and says for each file what became of it.
    ///
    /// Called once, at the start. It blocks its thread for as long as plugins take to start, so not on the cooperative
    /// pool; a plugin that does not come back is refused after `loadLimit`.
    package func load() -> [PluginLoadReport] {
        let loader = PluginLoader(
            configuration: configuration, calls: calls, pool: pool, callbacks: callbacks, timer: timer,
            spawner: spawner,
            http: services.http, keyValue: services.keyValue, egress: services.egress, logger: logger)
        switch loader.files() {
        case .failure(let refusal):
            return [PluginLoadReport(file: configuration.directory, outcome: .refused(refusal.reason))]
        case .success(let files):
            return files.map { PluginLoadReport(file: $0, outcome: load($0, by: loader)) }
        }
    }

    private func load(_ file: String, by loader: PluginLoader) -> PluginLoadReport.Outcome {
        do throws(PluginRefusal) {
            let plugin = try loader.load(file, beside: state.withLock { $0.registry })
            state.withLock { $0.registry.add(plugin) }
            let descriptor = plugin.descriptor
            return .loaded(plugin: descriptor.id, version: descriptor.version, types: descriptor.types.map(\.id))
        } catch {
            return .refused(error.reason)
        }
    }

    // MARK: - ToolInvoker

    package func invoke(_ invocation: ToolInvocation) async -> ToolOutcome { await invoke(invocation, recorder: nil) }

    private func invoke(_ invocation: ToolInvocation, recorder: ExchangeRecorder?) async -> ToolOutcome {
        let prepared: PreparedCall
        switch prepare(invocation, recorder: recorder) {
        case .success(let call): prepared = call
        case .failure(let failure): return .failure(failure)
        }
        let outcome = await run(prepared, tool: invocation.tool)
        // A call whose plugin ended under it may have been done or not: only what may be done twice is tried again, once.
        guard case .failure(let failure) = outcome, failure.code == .crashed, prepared.type.isIdempotent,
            !prepared.call.stream.hasBegun, !invocation.deadline.hasPassed, case .success(let again) = prepare(invocation, recorder: recorder)
        else { return outcome }
        return await run(again, tool: invocation.tool)
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

    /// Checks what can be checked before a plugin is asked, and opens the call.
    func prepare(_ invocation: ToolInvocation, recorder: ExchangeRecorder? = nil) -> Result<PreparedCall, ToolFailure> {
        guard let entry = state.withLock({ $0.registry[invocation.tool.type] }) else {
            return .failure(ToolFailure(.unavailable, "No loaded plugin offers the tool type \(invocation.tool.type)."))
        }
        return open(invocation, for: .invoke, of: entry, recorder: recorder)
    }

    /// Opens a call for a function of the type.
    func open(
        _ invocation: ToolInvocation, for function: PluginFunction, of entry: ToolTypeRegistry.Entry,
        recorder: ExchangeRecorder? = nil
    ) -> Result<PreparedCall, ToolFailure> {
        if state.withLock({ $0.isClosing }) { return .failure(ToolFailure(.unavailable, "The server is closing.")) }
        if let reason = entry.plugin.standing.quarantineReason {
            return .failure(ToolFailure(.unavailable, "The tool's plugin is shut out: \(reason)."))
        }
        if function == .invoke, let violation = entry.type.inputSchema?.violations(of: invocation.arguments).first {
            return .failure(ToolFailure(.invalidInput, violation.message))
        }
        let input = invocation.arguments.bytes
        guard input.count <= Int(AH_MAX_PAYLOAD) else {
            return .failure(ToolFailure(.tooLarge, "The arguments are over \(AH_MAX_PAYLOAD / 1024) KB."))
        }
        if invocation.deadline.hasPassed { return .failure(CompletionReading.failure(.deadline)) }
        guard let id = calls.reserve() else {
            return .failure(ToolFailure(.busy, "As many tool calls as can be are under way; try again in a moment."))
        }
        let call = PluginCall(
            id: id, plugin: entry.plugin, invocation: invocation, function: function, input: CallInput(input),
            recorder: recorder, written: CallBlobs(budget: blobBudget), table: calls)
        calls.open(call)
        return .success(PreparedCall(call: call, type: entry.type))
    }

    package func effects(ofType type: String) -> ToolEffects {
        state.withLock { $0.registry }[type]?.type.effects ?? .changes
    }

    /// The type that documents are given to; nil: no loaded plugin keeps any.
    var knowledgeType: ToolTypeRegistry.Entry? { state.withLock { $0.registry }.knowledge }

    var names: OpaqueNames { OpaqueNames(installation: configuration.installation) }

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

    // MARK: - ToolTypeCatalog

    package func toolTypes() -> [ToolTypeDescription] {
        state.withLock { $0.registry }.all.map { entry in
            ToolTypeDescription(
                id: entry.type.id, version: entry.type.version, description: entry.type.description,
                plugin: entry.plugin.descriptor.id)
        }
    }

    package func problems(with tool: Tool, probe: ToolProbe?) async -> [FieldProblem] {
        let registry = state.withLock { $0.registry }
        guard let entry = registry[tool.type] else {
            let offered = registry.all.map(\.type.id).joined(separator: ", ")
            return [
                FieldProblem(
                    pointer: "/base_tool_type",
                    message: "No loaded plugin offers this tool type; there are \(offered.isEmpty ? "none" : offered).")
            ]
        }
        return await ToolRowTrial(host: self, entry: entry, tool: tool, probe: probe).problems()
    }

    /// Lets go of the instances that had no call for their idle lifetime; the timer does so every minute.
    func evictIdleInstances(now: UInt64) { instances.evictIdle(now: now) }

    /// The instance of a row for a tenant, when there is one.
    func instance(of tool: Tool, tenant: TenantID) -> PluginInstance? {
        instances.ready(InstanceKey(tenant: tenant, tool: tool.id, version: tool.version))
    }

    /// Runs one call on the calling thread, without the hop to a worker, on an instance that is there already; false
    /// when there is none. For measurements: the thread must be none of the cooperative pool's.
    func invokeInline(_ invocation: ToolInvocation, receiver: @escaping PluginCall.Receiver) -> Bool {
        guard case .success(let prepared) = prepare(invocation),
            let transport = prepared.call.plugin.transport as? InProcessTransport,
            let instance = instance(of: invocation.tool, tenant: invocation.caller.scope.tenant)
        else { return false }
        prepared.call.attach(receiver)
        timer.watch(prepared.call)
        _ = instance.submit(prepared.call) { transport.perform($0, on: instance) }
        return true
    }

    /// The tool type of the id and the transport to it, when its plugin runs in this process.
    func inProcess(_ type: String) -> (transport: InProcessTransport, type: ToolType)? {
        guard let entry = state.withLock({ $0.registry[type] }),
            let transport = entry.plugin.transport as? InProcessTransport
        else { return nil }
        return (transport, entry.type)
    }

    // MARK: - State

    /// By plugin, in the order of loading.
    package func statistics() -> [PluginStatistics] {
        state.withLock { $0.registry }.plugins.map { plugin in
            PluginStatistics(
                plugin: plugin.descriptor.id, version: plugin.descriptor.version,
                quarantine: plugin.standing.quarantineReason, instances: plugin.instanceCount,
                owedCompletions: plugin.standing.orphanCount, misbehaviours: plugin.standing.counts,
                waitingJobs: plugin.transport.waitingJobs, process: plugin.transport.processStatistics)
        }
    }

    /// Calls that plugins have and have not completed, by plugin.
    func callsInFlight() -> [String: Int] {
        calls.openCalls.reduce(into: [:]) { $0[$1.plugin.descriptor.id, default: 0] += 1 }
    }

    /// Takes no more calls, lets those under way finish for as long as `drain`, and ends the plugins and their threads.
    package func shutdown() async {
        let plugins = state.withLock { state -> [LoadedPlugin]? in
            defer { state.isClosing = true }
            return state.isClosing ? nil : state.registry.plugins
        }
        guard let plugins else { return }
        if await !wait(atMost: configuration.drain, for: calls.whenEmpty) {
            for call in calls.openCalls { call.end(.unavailable("The server is closing.")) }
            _ = await wait(atMost: configuration.grace, for: calls.whenEmpty)
        }
        instances.close()
        for plugin in plugins {
            if plugin.standing.isShutOutForGood { continue }
            if await wait(atMost: configuration.grace, for: plugin.whenNoInstance) {
                await withCheckedContinuation { continuation in plugin.transport.stop { continuation.resume() } }
            } else {
                logger.warning(
                    "A plugin still works on calls and is not stopped.", metadata: ["plugin": "\(plugin.descriptor.id)"]
                )
                await withCheckedContinuation { continuation in plugin.transport.abandon { continuation.resume() } }
            }
        }
        spawner?.close()
        await pool.close()
        await callbacks.close()
        await timer.close()
        for own in services.http.own.values { await own.egress.shutdown() }
    }

    private func wait(atMost limit: Duration, for event: (@escaping @Sendable () -> Void) -> Void) async -> Bool {
        await withCheckedContinuation { continuation in
            let once = Once<Bool> { continuation.resume(returning: $0) }
            event { once(true) }
            let nanoseconds = Int(clamping: limit.nanoseconds)
            DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) { once(false) }
        }
    }
}
