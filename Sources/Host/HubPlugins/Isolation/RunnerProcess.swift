import Glibc
import HubCore
import PluginABI
import RunnerProtocol
import Synchronization

/// One process of a plugin, from its start to its end: what it was given, and what it owes.
///
/// A thread of its own reads what it says and never waits for anything else. When it ends, however it does, all that it was given
/// ends with it.
final class RunnerProcess: Sendable {
    /// A call that the process has.
    struct Given: Sendable {
        let call: PluginCall
        let instance: PluginInstance
        var isSent = false
        var wantsCancel = false
    }

    enum Phase: Equatable {
        /// It has not said yet what its plugin is.
        case describing
        case starting
        case live
        /// It was asked to stop.
        case stopping
        case ended
    }

    struct State {
        var id: pid_t
        var phase = Phase.describing
        var killed: KillReason?
        var lastNumber: UInt64 = 0
        /// What this process knows the host's instances by.
        var numbers: [InstanceHandle: UInt64] = [:]
        var given: [UInt64: Given] = [:]
        /// Instances that it makes, in their order; each may have somebody who waits for it.
        var creations = FIFO<Creation>()
        /// When the first of them became the first.
        var creatingSince: UInt64 = 0
        /// Calls that nobody waits for any more, by when they must be completed.
        var overdue = DeadlineHeap()
        /// By when its start or its stop must be over.
        var limit: UInt64
    }

    struct Creation {
        let number: UInt64
        let handle: InstanceHandle
        /// nil: it is made again, for calls that wait in the runner.
        let completion: InstanceCreation.Completion?
    }

    let owner: IsolatedTransport
    let link: RunnerLink
    let state: Mutex<State>
    /// For reading what it uses.
    let id: pid_t

    init(_ child: RunnerSpawner.Child, owner: IsolatedTransport) {
        self.owner = owner
        id = child.id
        link = RunnerLink(socket: child.socket, limit: owner.parts.outboxBytes)
        state = Mutex(State(id: child.id, limit: MonotonicTime.now() &+ owner.parts.loadLimit))
    }

    /// Begins to listen. False: the system has no thread, and the process is gone again.
    func start() -> Bool {
        let isRunning = HostThread.start { [self] in
            var pace = FramePace(
                percent: owner.parts.settings.talkPercent, now: MonotonicTime.now(), spent: ProcessUsage.threadTime())
            end(
                link.receive(pause: { keep(to: &pace) }) { frame in
                    let weight = handle(frame)
                    if let weight { pace.add(weight) }
                    return weight != nil
                })
        }
        if !isRunning {
            link.close()
            _ = ProcessEnd.reap(id) { state.withLock { $0.id = 0 } }
        }
        return isRunning
    }

    // MARK: - To the process

    func send(
        _ head: ahr_header, _ first: UnsafeRawBufferPointer = .empty, _ second: UnsafeRawBufferPointer = .empty
    ) {
        if link.send(head, first, second) == .full { kill(.unread) }
    }

    /// Gives a call to the process.
    enum Taking {
        /// It has it, or the call is over.
        case taken
        /// It does not have the instance.
        case noInstance
        /// It takes no calls.
        case gone
    }

    func take(_ call: PluginCall, on instance: PluginInstance) -> Taking {
        let (taking, number) = state.withLock { state -> (Taking, UInt64?) in
            guard state.phase == .live, state.killed == nil else { return (.gone, nil) }
            guard let number = state.numbers[instance.handle] else { return (.noInstance, nil) }
            guard call.enter() else { return (.taken, nil) }
            state.given[call.id] = Given(call: call, instance: instance)
            return (.taken, number)
        }
        guard let number else { return taking }
        sendInvoke(call, instance: number)
        // A cancellation that came while it was being sent would have been for a call that the runner does not know.
        let isCancelled = state.withLock { state in
            state.given[call.id]?.isSent = true
            return state.given[call.id].map { $0.wantsCancel || !$0.call.isAwaited } ?? false
        }
        if isCancelled { send(ahr_header(AHR_CANCEL, subject: call.id)) }
        return .taken
    }

    private func sendInvoke(_ call: PluginCall, instance: UInt64) {
        let services = owner.parts.services
        // Both are kept by the call, which outlives this.
        let principals = services.granted.contains(.caller) ? call.keptPrincipals(services.names) : nil
        let space = services.granted.contains(.embedding) ? call.keptEmbeddingSpace(services.names) : nil
        let head = ahr_header(
            AHR_INVOKE, code: Self.code(of: call.function), subject: call.id, object: instance)
        let size = 16 + (principals?.bytes.count ?? 0) + (space?.bytes.count ?? 0)
        withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
            buffer.storeBytes(of: call.deadline.nanoseconds, as: UInt64.self)
            var offset = 8
            for part in [principals, space] {
                let count = part?.bytes.count ?? 0
                buffer.storeBytes(of: UInt32(count), toByteOffset: offset, as: UInt32.self)
                offset += 4
                if let part {
                    // SAFETY: the buffer was made large enough for both parts.
                    UnsafeMutableRawBufferPointer(rebasing: buffer[offset..<(offset + count)]).copyBytes(
                        from: UnsafeRawBufferPointer(part.bytes))
                }
                offset += count
            }
            send(head, UnsafeRawBufferPointer(buffer), UnsafeRawBufferPointer(call.input.bytes))
        }
    }

    private static func code(of function: PluginFunction) -> UInt16 {
        switch function {
        case .invoke: UInt16(AHR_FUNCTION_INVOKE)
        case .health: UInt16(AHR_FUNCTION_HEALTH)
        case .ingest: UInt16(AHR_FUNCTION_INGEST)
        case .remove: UInt16(AHR_FUNCTION_REMOVE)
        case .collections: UInt16(AHR_FUNCTION_COLLECTIONS)
        }
    }

    /// Nobody waits for the call any more: it is told so, and has until `limit` to complete it.
    func cancel(_ call: PluginCall, limit: UInt64) {
        let isSent = state.withLock { state -> Bool in
            guard state.given[call.id] != nil else { return false }
            state.overdue.insert(.init(deadline: limit, call: call.id))
            state.given[call.id]?.wantsCancel = true
            return state.given[call.id]?.isSent == true
        }
        if isSent { send(ahr_header(AHR_CANCEL, subject: call.id)) }
    }

    /// Makes an instance, unless the process has it already. False: it makes none.
    func create(_ kept: KeptInstance, completion: InstanceCreation.Completion?) -> Bool {
        state.withLock { state in
            guard state.phase == .live else { return false }
            if completion == nil, state.numbers[kept.handle] != nil { return true }
            state.lastNumber += 1
            let number = state.lastNumber
            if state.creations.isEmpty { state.creatingSince = MonotonicTime.now() }
            state.numbers[kept.handle] = number
            state.creations.append(Creation(number: number, handle: kept.handle, completion: completion))
            var configuration: [UInt8] = []
            configuration.reserveCapacity(kept.configuration.count + 4)
            withUnsafeBytes(of: UInt32(kept.configuration.count)) { configuration.append(contentsOf: $0) }
            configuration += kept.configuration
            // Under the lock, so that no call of the instance comes before it; sending does not wait.
            let sending = configuration.withUnsafeBytes { configuration in
                kept.scope.withUnsafeBytes { scope in
                    link.send(
                        ahr_header(AHR_CREATE, number: UInt32(kept.type), subject: number), configuration, scope)
                }
            }
            if sending == .full { Self.kill(&state, .unread, link) }
            return true
        }
    }

    func destroy(_ handle: InstanceHandle) {
        guard let number = state.withLock({ $0.numbers.removeValue(forKey: handle) }) else { return }
        send(ahr_header(AHR_DESTROY, subject: number))
    }

    /// Lets the plugin end, for as long as a [load] function may take.
    func stop() {
        let isAsked = state.withLock { state in
            guard state.phase == .live else { return false }
            state.phase = .stopping
            state.limit = MonotonicTime.now() &+ owner.parts.loadLimit
            return true
        }
        if isAsked { send(ahr_header(AHR_STOP)) } else { kill(.asked) }
    }

    /// Ends the process. Its thread sees it and tells everybody.
    func kill(_ reason: KillReason) {
        state.withLock { Self.kill(&$0, reason, link) }
    }

    private static func kill(_ state: inout State, _ reason: KillReason, _ link: RunnerLink) {
        if state.killed == nil { state.killed = reason }
        if state.id > 0 { Glibc.kill(-state.id, SIGKILL) }
        link.close()
    }

    // MARK: - Its end

    private func end(_ ending: RunnerLink.Ending) {
        if ending == .garbage { kill(.garbage) }
        if ending == .closed, state.withLock({ $0.killed == nil }), !isEnding() { kill(.closed) }
        link.close()
        var end = ProcessEnd.reap(id) { state.withLock { $0.id = 0 } }
        let (given, creations, phase) = state.withLock { state in
            defer {
                state.phase = .ended
                state.given = [:]
                state.numbers = [:]
            }
            if let reason = state.killed, end.cause == .signal(SIGKILL) { end.cause = .killed(reason) }
            return (state.given, state.creations.removeAll(), state.phase)
        }
        // First, so that whoever tries again meets what comes next.
        owner.ended(self, end, in: phase, having: Array(given.values))
        for each in given.values { each.call.lose(.crashed(end.words)) }
        for creation in creations {
            creation.completion?(
                .failure(
                    InstanceRefusal(
                        status: ABIStatus.crashed, message: "The tool's plugin crashed (\(end.words)).")))
        }
    }

    /// Whether the process ends by itself: the system closes its socket a moment before its end can be seen.
    private func isEnding() -> Bool {
        for _ in 0..<50 {
            var information = siginfo_t()
            if waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT | WNOHANG) == 0,
                information.si_signo == SIGCHLD
            {
                return true
            }
            usleep(1000)
        }
        return false
    }

    // MARK: - Its limits

    /// When it is to be looked at next.
    var earliestLimit: UInt64 {
        state.withLock { state in
            var limit = state.phase == .live ? UInt64.max : state.limit
            if state.phase == .ended || state.killed != nil { return .max }
            if !state.creations.isEmpty { limit = min(limit, state.creatingSince &+ owner.parts.loadLimit) }
            return min(limit, state.overdue.earliest?.deadline ?? .max)
        }
    }

    /// Ends it when it is past a limit.
    func endOverdue(now: UInt64) {
        state.withLock { state in
            guard state.phase != .ended, state.killed == nil else { return }
            if state.phase != .live, state.limit <= now { return Self.kill(&state, .keptLoad, link) }
            if !state.creations.isEmpty, state.creatingSince &+ owner.parts.loadLimit <= now {
                return Self.kill(&state, .keptLoad, link)
            }
            while let entry = state.overdue.earliest, entry.deadline <= now {
                state.overdue.removeEarliest()
                if state.given[entry.call] != nil { return Self.kill(&state, .pastTime, link) }
            }
        }
    }
}
