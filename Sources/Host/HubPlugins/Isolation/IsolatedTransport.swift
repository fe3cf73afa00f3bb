import Dispatch
import FoundationEssentials
import HubCore
import Logging
import PluginABI
import Synchronization

/// A plugin whose code runs in a process of its own. When that process ends, the calls that it had fail at once, and another takes
/// its place: instances are made in it again when a call needs them.
final class IsolatedTransport: PluginTransport {
    enum Phase {
        case idle
        /// nil: the system is still asked for the process.
        case starting(RunnerProcess?)
        case live(RunnerProcess)
        /// It starts again then, on CLOCK_MONOTONIC.
        case due(UInt64)
        case resting(until: UInt64)
        case stopping(RunnerProcess)
        case stopped
    }

    struct Waiting {
        let call: PluginCall
        let instance: PluginInstance
    }

    struct State {
        var phase = Phase.idle
        var policy: RestartPolicy
        var kept: [InstanceHandle: KeptInstance] = [:]
        var lastHandle: UInt = 0
        var calls = FIFO<Waiting>()
        var creations = FIFO<InstanceCreation>()
        /// Whoever started it first waits for this.
        var firstStart: (@Sendable (Result<Set<Int>, PluginRefusal>) -> Void)?
        /// Why the process refused to go on, in its own words.
        var refusal: String?
        var whenStopped: [@Sendable () -> Void] = []
        var strikes: RowStrikes
        var record = ProcessRecord()
        var looksAt: UInt64 = 0
        var hasSaidConfinement = false

        /// The process that has instances and calls.
        var current: RunnerProcess? {
            switch phase {
            case .live(let process), .stopping(let process): process
            case .starting(let process): process
            case .idle, .due, .resting, .stopped: nil
            }
        }
    }

    let parts: Parts
    let state: Mutex<State>

    init(_ parts: Parts) {
        self.parts = parts
        state = Mutex(State(policy: RestartPolicy(parts.settings), strikes: RowStrikes(parts.settings)))
    }

    // MARK: - PluginTransport

    func create(
        _ type: ToolType, configuration: [UInt8], scope: InstanceScope,
        completion: @escaping @Sendable (Result<InstanceHandle, InstanceRefusal>) -> Void
    ) {
        let handle = state.withLock { state in
            state.lastHandle += 1
            return InstanceHandle(bits: state.lastHandle)
        }
        // Making a folder waits for the disk, which no thread that brings calls here may.
        let isTaken = parts.spawner.submit {
            do throws(DataFolder.Problem) { try scope.folder?.make() } catch {
                self.parts.standing.noteDataFolder(error)
                return completion(
                    .failure(
                        InstanceRefusal(status: ABIStatus.unavailable, message: "The plugin's folder cannot be made.")))
            }
            let kept = KeptInstance(
                handle: handle, type: type.index, configuration: configuration, scope: scope.json.bytes)
            self.create(
                InstanceCreation(kept: kept) { result in
                    if case .success = result { self.state.withLock { $0.kept[handle] = kept } }
                    completion(result)
                })
        }
        if !isTaken {
            completion(
                .failure(
                    InstanceRefusal(
                        status: ABIStatus.unavailable, message: "The plugin is shut out: the server is closing.")))
        }
    }

    func create(_ creation: InstanceCreation) {
        while true {
            let (process, refusal) = state.withLock { state -> (RunnerProcess?, String?) in
                if case .live(let process) = state.phase { return (process, nil) }
                if let refusal = Self.refusal(state.phase, now: MonotonicTime.now(), patience: patience) {
                    return (nil, refusal)
                }
                state.creations.append(creation)
                return (nil, nil)
            }
            if let refusal {
                return creation.completion(
                    .failure(InstanceRefusal(status: ABIStatus.unavailable, message: refusal)))
            }
            guard let process else { return }
            if process.create(creation.kept, completion: creation.completion) {
                return parts.timer.look(by: MonotonicTime.now() &+ parts.loadLimit)
            }
            leave(process)
        }
    }

    /// A process that should be live takes nothing: it is on its way out. Its own thread will tell; until then whatever comes
    /// waits for the next one.
    func leave(_ process: RunnerProcess) {
        state.withLock { state in
            if case .live(let current) = state.phase, current === process { state.phase = .starting(process) }
        }
    }

    var patience: UInt64 { parts.settings.patience.nanoseconds }
    static let startsAgain = "The tool's plugin is starting again; try again in a moment."

    /// Why nothing waits for the next process; nil when it may.
    static func refusal(_ phase: Phase, now: UInt64, patience: UInt64) -> String? {
        switch phase {
        case .starting, .live: nil
        case .due(let at): at > now &+ patience ? startsAgain : nil
        case .resting: "The tool's plugin crashed too often and is shut out for a while."
        case .idle, .stopping, .stopped: "The tool's plugin has ended."
        }
    }

    func destroy(_ instance: InstanceHandle, of type: ToolType) {
        let process = state.withLock { state in
            state.kept[instance] = nil
            return state.current
        }
        process?.destroy(instance)
    }

    func invoke(_ call: PluginCall, on instance: PluginInstance) {
        while true {
            let (process, refusal) = state.withLock { state -> (RunnerProcess?, String?) in
                if !state.strikes.isEmpty, state.strikes.isOut(instance.key.row, at: MonotonicTime.now()) {
                    return (nil, "The tool is shut out for a while: its plugin crashed in its calls again and again.")
                }
                if case .live(let process) = state.phase { return (process, nil) }
                if let refusal = Self.refusal(state.phase, now: MonotonicTime.now(), patience: patience) {
                    return (nil, refusal)
                }
                state.calls.append(Waiting(call: call, instance: instance))
                return (nil, nil)
            }
            if let refusal { return call.end(.unavailable(refusal)) }
            guard let process else { return }
            switch process.take(call, on: instance) {
            case .taken: return
            case .noInstance:
                guard let kept = state.withLock({ $0.kept[instance.handle] }) else {
                    return call.end(.unavailable(Self.startsAgain))
                }
                if process.create(kept, completion: nil) {
                    parts.timer.look(by: MonotonicTime.now() &+ parts.loadLimit)
                } else {
                    leave(process)
                }
            case .gone: leave(process)
            }
        }
    }

    func cancel(_ call: PluginCall, on instance: PluginInstance) {
        guard let process = state.withLock({ $0.current }) else { return }
        let now = MonotonicTime.now()
        let (limit, overflow) = max(now, call.deadline.nanoseconds).addingReportingOverflow(parts.grace)
        process.cancel(call, limit: overflow ? .max : limit)
        if parts.standing.orphanCount > parts.owedCompletions { process.kill(.owed) }
        parts.timer.look(by: overflow ? .max : limit)
    }

    func stop(completion: @escaping @Sendable () -> Void) { stop(completion, at: nil) }

    func abandon(completion: @escaping @Sendable () -> Void) { stop(completion, at: .asked) }

    func stop(_ completion: @escaping @Sendable () -> Void, at once: KillReason?) {
        let (process, isOver) = state.withLock { state -> (RunnerProcess?, Bool) in
            switch state.phase {
            case .stopped: return (nil, true)
            case .idle, .due, .resting, .starting(nil):
                state.phase = .stopped
                return (nil, true)
            case .starting(let process?), .live(let process), .stopping(let process):
                state.phase = .stopping(process)
                state.whenStopped.append(completion)
                return (process, false)
            }
        }
        if let process {
            if let once { process.kill(once) } else { process.stop() }
            parts.timer.look(by: process.earliestLimit)
        }
        if isOver {
            finish()
            completion()
        }
    }

    /// Nothing comes after.
    func finish() {
        parts.timer.disregard(self)
        let (calls, creations) = state.withLock { ($0.calls.removeAll(), $0.creations.removeAll()) }
        refuse(calls, creations, "The tool's plugin has ended.")
        guard let scratch = parts.command.scratch else { return }
        // What the plugin left there may take long, and nobody's next process may wait for it.
        DispatchQueue.global(qos: .utility).async {
            do { try FileManager.default.removeItem(atPath: scratch) } catch {
                self.parts.logger.warning(
                    "A plugin's folder for temporary files cannot be removed: \(error)",
                    metadata: ["plugin": "\(self.parts.plugin)"])
            }
        }
    }

    func refuse(_ calls: [Waiting], _ creations: [InstanceCreation], _ words: String) {
        for waiting in calls { waiting.call.end(.unavailable(words)) }
        for creation in creations {
            creation.completion(.failure(InstanceRefusal(status: ABIStatus.unavailable, message: words)))
        }
    }

    // MARK: - What is known of it

    var waitingJobs: Int { state.withLock { $0.calls.count + $0.creations.count } }

    var processStatistics: ProcessStatistics? {
        let id = state.withLock { $0.current?.id }
        let seconds = id.flatMap(ProcessUsage.processorSeconds) ?? 0
        let bytes = id.flatMap(ProcessUsage.residentBytes) ?? 0
        return state.withLock { state in
            // A process that has ended in between is counted among the ended ones.
            let isSame = state.current?.id == id
            var statistics = state.record.statistics(
                residentBytes: isSame ? bytes : 0, processorSeconds: isSame ? seconds : 0)
            statistics.rowsOut = state.strikes.outCount(at: MonotonicTime.now())
            return statistics
        }
    }
}
