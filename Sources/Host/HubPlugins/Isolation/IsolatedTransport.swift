import Glibc
import HubCore
import Logging
import PluginABI
import Synchronization

/// A plugin whose code runs in a process of its own. When that process ends, the calls that it had fail at once, and another takes
/// its place: instances are made in it again when a call needs them.
final class IsolatedTransport: PluginTransport, Overseen {
    /// What it is made of; nothing of it changes.
    struct Parts: Sendable {
        let plugin: String
        let version: String
        let digest: String
        let hostVersion: String
        /// What the file said of itself when it was checked.
        let description: PluginDescription
        let command: RunnerCommand
        let settings: IsolationSettings
        /// Nanoseconds that a call may be owed after its deadline, and that a [load] function may take.
        let grace: UInt64
        let loadLimit: UInt64
        /// Calls past their time that it may owe.
        let owedCompletions: Int
        let calls: CallTable
        let standing: PluginStanding
        let services: HostBridge.Services
        let spawner: RunnerSpawner
        let timer: CallTimer
        let heard: @Sendable (PluginIncident) -> Void
        let logger: Logger
        /// Bytes that may wait for the process to read them.
        let outboxBytes = 64 << 20

        var requests: RunnerRequests { RunnerRequests(services: services) }
    }

    private enum Phase {
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

    private struct Waiting {
        let call: PluginCall
        let instance: PluginInstance
    }

    private struct State {
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
    private let state: Mutex<State>

    init(_ parts: Parts) {
        self.parts = parts
        state = Mutex(State(policy: RestartPolicy(parts.settings), strikes: RowStrikes(parts.settings)))
    }

    // MARK: - Start

    /// Begins the plugin's life; which of its types keep documents, by their indices, or why it is not used.
    func start(completion: @escaping @Sendable (Result<Set<Int>, PluginRefusal>) -> Void) {
        state.withLock { state in
            state.firstStart = completion
            state.phase = .starting(nil)
        }
        parts.timer.oversee(self)
        if !parts.spawner.submit({ self.spawn() }) {
            ended(nil, ProcessEnd(cause: .notStarted(ECANCELED)), in: .ended, having: [])
        }
    }

    /// On the spawner's thread.
    private func spawn() {
        guard state.withLock({ if case .starting(nil) = $0.phase { true } else { false } }) else { return }
        switch RunnerSpawner.spawn(parts.command) {
        case .failure(let failure):
            ended(nil, ProcessEnd(cause: .notStarted(failure.code)), in: .ended, having: [])
        case .success(let child):
            let process = RunnerProcess(child, owner: self)
            let isWanted = state.withLock { state in
                guard case .starting(nil) = state.phase else { return false }
                state.phase = .starting(process)
                return true
            }
            if !isWanted { process.kill(.asked) }
            if process.start() {
                parts.timer.look(by: process.earliestLimit)
            } else {
                ended(process, ProcessEnd(cause: .notStarted(EAGAIN)), in: .ended, having: [])
            }
        }
    }

    /// The process says what keeps it in.
    func confined(by bits: UInt16) {
        let isFirst = state.withLock { state in
            defer { state.hasSaidConfinement = true }
            return !state.hasSaidConfinement
        }
        if isFirst { Confinement(bits: bits).log(parts.logger, plugin: parts.plugin) }
    }

    /// Why the process will end, in words that are the end of a sentence.
    func refused(_ process: RunnerProcess, _ words: String) { state.withLock { $0.refusal = words } }

    /// The process has started.
    func live(_ process: RunnerProcess, knowledge: Set<Int>) {
        let (first, creations, calls) = state.withLock { state in
            guard case .starting(let starting?) = state.phase, starting === process else {
                return (Optional<@Sendable (Result<Set<Int>, PluginRefusal>) -> Void>.none, [InstanceCreation](), [Waiting]())
            }
            state.phase = .live(process)
            if state.firstStart == nil { state.record.restarts += 1 }
            defer { state.firstStart = nil }
            return (state.firstStart, state.creations.removeAll(), state.calls.removeAll())
        }
        parts.standing.readmit()
        first?(.success(knowledge))
        for creation in creations { create(creation) }
        for waiting in calls { invoke(waiting.call, on: waiting.instance) }
        parts.timer.look(by: MonotonicTime.now() &+ Self.lookEvery)
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

    private func create(_ creation: InstanceCreation) {
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
    private func leave(_ process: RunnerProcess) {
        state.withLock { state in
            if case .live(let current) = state.phase, current === process { state.phase = .starting(process) }
        }
    }

    private var patience: UInt64 { parts.settings.patience.nanoseconds }
    private static let startsAgain = "The tool's plugin is starting again; try again in a moment."

    /// Why nothing waits for the next process; nil when it may.
    private static func refusal(_ phase: Phase, now: UInt64, patience: UInt64) -> String? {
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

    private func stop(_ completion: @escaping @Sendable () -> Void, at once: KillReason?) {
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
    private func finish() {
        parts.timer.disregard(self)
        let (calls, creations) = state.withLock { ($0.calls.removeAll(), $0.creations.removeAll()) }
        refuse(calls, creations, "The tool's plugin has ended.")
    }

    private func refuse(_ calls: [Waiting], _ creations: [InstanceCreation], _ words: String) {
        for waiting in calls { waiting.call.end(.unavailable(words)) }
        for creation in creations {
            creation.completion(.failure(InstanceRefusal(status: ABIStatus.unavailable, message: words)))
        }
    }

    // MARK: - The end of a process

    private enum Next {
        case nothing
        case refuse(@Sendable (Result<Set<Int>, PluginRefusal>) -> Void, String)
        case restart
        case wait(until: UInt64)
        case rest(until: UInt64, [Waiting], [InstanceCreation])
        case stopped([@Sendable () -> Void])
    }

    /// A process has ended, or could not be started; it had these calls.
    func ended(_ process: RunnerProcess?, _ end: ProcessEnd, in last: RunnerProcess.Phase, having: [RunnerProcess.Given]) {
        let now = MonotonicTime.now()
        var end = end
        let row = having.first?.instance
        let isAlone = having.allSatisfy { $0.instance.key.row == row?.key.row }
        var isRowOut = false
        let next = state.withLock { state -> Next in
            state.record.ended(end)
            if let words = state.refusal {
                end.cause = .refused(words)
                state.refusal = nil
            }
            switch state.phase {
            case .stopped, .idle: return .nothing
            case .stopping:
                state.phase = .stopped
                return .stopped(state.whenStopped)
            case .starting, .live, .due, .resting: break
            }
            if let first = state.firstStart {
                state.firstStart = nil
                state.phase = .stopped
                return .refuse(first, Self.words(forStart: end))
            }
            state.record.crashed(end)
            if isAlone, let row, state.strikes.strike(row.key.row, at: now) { isRowOut = true }
            switch state.policy.ended(at: now) {
            case .restart(after: 0):
                state.phase = .starting(nil)
                return .restart
            case .restart(let span):
                state.phase = .due(now &+ span)
                return .wait(until: now &+ span)
            case .rest(let span):
                state.phase = .resting(until: now &+ span)
                return .rest(until: now &+ span, state.calls.removeAll(), state.creations.removeAll())
            }
        }
        if isRowOut, let row { tell(ofRow: row) }
        switch next {
        case .nothing: break
        case .stopped(let tell):
            finish()
            for each in tell { each() }
        case .refuse(let first, let words):
            finish()
            first(.failure(PluginRefusal(words)))
        case .restart:
            tell(of: end)
            parts.spawner.submit { self.spawn() }
        case .wait(let time):
            tell(of: end)
            parts.timer.look(by: time)
        case .rest(let time, let calls, let creations):
            tell(of: end)
            let seconds = (time &- now) / 1_000_000_000
            let words = "its process ended again and again, the last time by \(end.words)"
            parts.standing.rest(words, seconds: seconds)
            hear(.quarantined("\(words); it is tried again after \(seconds) s"))
            refuse(calls, creations, "The tool's plugin crashed too often and is shut out for a while.")
            parts.timer.look(by: time)
        }
    }

    private static func words(forStart end: ProcessEnd) -> String {
        switch end.cause {
        case .refused(let words): words
        case .killed(.keptLoad): "is shut out: it kept a thread past its time"
        case .signal, .status, .killed, .notStarted: "does not start: its process ended (\(end.words))"
        }
    }

    private func tell(of end: ProcessEnd) {
        parts.logger.error(
            "A plugin's process has ended and is started again: \(end.words)", metadata: ["plugin": "\(parts.plugin)"])
        if case .killed(let reason) = end.cause { hear(.killed(reason.words)) } else { hear(.crashed(end.words)) }
    }

    private func tell(ofRow instance: PluginInstance) {
        parts.logger.error(
            "A tool is shut out for a while: its plugin crashed in its calls again and again",
            metadata: [
                "plugin": "\(parts.plugin)", "tenant": "\(instance.key.row.tenant)", "tool": "\(instance.tool.name)",
            ])
    }

    private func hear(_ kind: PluginIncident.Kind) {
        parts.heard(PluginIncident(plugin: parts.plugin, version: parts.version, digest: parts.digest, kind: kind))
    }

    // MARK: - Overseen

    private static let lookEvery: UInt64 = 1_000_000_000

    var earliestLimit: UInt64 {
        state.withLock { state in
            switch state.phase {
            case .due(let time), .resting(let time): time
            case .live(let process): min(state.looksAt, process.earliestLimit)
            case .starting(let process?), .stopping(let process): process.earliestLimit
            case .idle, .starting(nil), .stopped: .max
            }
        }
    }

    func giveUpOverdue(now: UInt64) {
        let (process, starts, looks) = state.withLock { state -> (RunnerProcess?, Bool, Bool) in
            switch state.phase {
            case .due(let time), .resting(let time):
                guard time <= now else { return (nil, false, false) }
                state.phase = .starting(nil)
                return (nil, true, false)
            case .live(let process):
                let looks = state.looksAt <= now
                if looks { state.looksAt = now &+ Self.lookEvery }
                return (process, false, looks)
            case .starting(let process?), .stopping(let process): return (process, false, false)
            case .idle, .starting(nil), .stopped: return (nil, false, false)
            }
        }
        if starts { parts.spawner.submit { self.spawn() } }
        process?.endOverdue(now: now)
        if looks, let process { look(at: process) }
    }

    /// Its system's limit is on what it may write to; this one is on all that it takes.
    private func look(at process: RunnerProcess) {
        guard parts.command.memoryMB > 0, let bytes = ProcessUsage.residentBytes(of: process.id) else { return }
        if bytes > parts.command.memoryMB << 20 / 4 * 5 { process.kill(.memory) }
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
            return state.record.statistics(residentBytes: isSame ? bytes : 0, processorSeconds: isSame ? seconds : 0)
        }
    }
}
