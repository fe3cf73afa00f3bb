import Glibc
import HubCore
import Logging
import Synchronization

/// Its processes, from one to the next.
extension IsolatedTransport {
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
    func spawn() {
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
                return (
                    Optional<@Sendable (Result<Set<Int>, PluginRefusal>) -> Void>.none, [InstanceCreation](),
                    [Waiting]()
                )
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

    // MARK: - The end of a process

    enum Next {
        case nothing
        case refuse(@Sendable (Result<Set<Int>, PluginRefusal>) -> Void, String)
        case restart
        case wait(until: UInt64)
        case rest(until: UInt64, [Waiting], [InstanceCreation])
        case stopped([@Sendable () -> Void])
    }

    /// A process has ended, or could not be started; it had these calls.
    func ended(
        _ process: RunnerProcess?, _ end: ProcessEnd, in last: RunnerProcess.Phase, having: [RunnerProcess.Given]
    ) {
        let now = MonotonicTime.now()
        var end = end
        let row = having.first?.instance
        let isAlone = having.allSatisfy { $0.instance.key.row == row?.key.row }
        var isRowOut = false
        var isDisorderly = false
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
                if end.cause != .status(0) { isDisorderly = true }
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
        if isDisorderly {
            parts.logger.warning(
                "A plugin's process did not end in order: \(end.words)", metadata: ["plugin": "\(parts.plugin)"])
        }
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

    static func words(forStart end: ProcessEnd) -> String {
        switch end.cause {
        case .refused(let words): words
        case .killed(.keptLoad): "is shut out: it kept a thread past its time"
        case .signal, .status, .killed, .notStarted: "does not start: its process ended (\(end.words))"
        }
    }

    func tell(of end: ProcessEnd) {
        parts.logger.error(
            "A plugin's process has ended: \(end.words)", metadata: ["plugin": "\(parts.plugin)"])
        if case .killed(let reason) = end.cause { hear(.killed(reason.words)) } else { hear(.crashed(end.words)) }
    }

    func tell(ofRow instance: PluginInstance) {
        let seconds = parts.settings.strikeWindow.nanoseconds / 1_000_000_000
        let (count, tenant, tool) = (parts.settings.strikes, instance.key.row.tenant, instance.tool.name)
        parts.logger.error(
            "A tool is shut out for \(seconds) s: its plugin crashed \(count) times in its calls",
            metadata: ["plugin": "\(parts.plugin)", "tenant": "\(tenant)", "tool": "\(tool)"])
        hear(
            .toolShutOut(
                "the tool \(tool) of the tenant \(tenant) is shut out for \(seconds) s: \(count) crashes in its calls"))
    }

    func hear(_ kind: PluginIncident.Kind) {
        parts.heard(PluginIncident(plugin: parts.plugin, version: parts.version, digest: parts.digest, kind: kind))
    }
}
