import Glibc
import HubCore
import PluginABI
import RunnerProtocol
import Synchronization

/// What the process says. Its plugin may have said it: what no runner would say ends the process.
extension RunnerProcess {
    /// What the frame was to the host; nil: nothing more is read.
    func handle(_ frame: RunnerFrame) -> FramePace.Weight? {
        let weight: FramePace.Weight? =
            switch frame.kind {
            case AHR_DESCRIPTION: asked(described(frame))
            case AHR_UNUSABLE: asked(unusable(frame))
            case AHR_STARTED: asked(started(frame))
            case AHR_CREATED: asked(created(frame))
            case AHR_COMPLETE: completed(frame)
            case AHR_REFUSED: refused(frame)
            case AHR_REQUEST: requested(frame)
            case AHR_LOG: logged(frame)
            case AHR_NOTE: noted(frame)
            case AHR_STUCK: stuck(frame)
            case AHR_STOPPED: phase == .stopping ? .asked : nil
            case _: nil
            }
        if weight == nil { kill(.garbage) }
        return weight
    }

    /// Waits where the process talks more than it may, unless it is ended meanwhile.
    func keep(to pace: inout FramePace) {
        var rest = pace.pay(now: MonotonicTime.now(), spent: ProcessUsage.threadTime()) / 1000
        if rest > 0 { owner.parts.standing.note(.flood) }
        while rest > 0, state.withLock({ $0.killed == nil }) {
            let step = min(rest, 20_000)
            usleep(UInt32(step))
            rest -= step
        }
    }

    private func asked(_ isWellFormed: Bool) -> FramePace.Weight? { isWellFormed ? .asked : nil }

    private var phase: Phase { state.withLock { $0.phase } }

    // MARK: - Its start

    private func described(_ frame: RunnerFrame) -> Bool {
        guard phase == .describing, frame.head.number == AHR_PROTOCOL, let said = DescriptionFrame.read(frame.payload)
        else { return false }
        owner.confined(by: frame.head.code)
        guard said == owner.parts.description else {
            kill(.changed)
            return true
        }
        state.withLock { $0.phase = .starting }
        var payload = Array(owner.parts.hostVersion.utf8) + [0]
        for service in owner.parts.services.granted.map(\.rawValue).sorted() { payload += Array(service.utf8) + [0] }
        payload.withUnsafeBytes { send(ahr_header(AHR_START, number: ABIVersion.host.rawValue), $0) }
        return true
    }

    private func unusable(_ frame: RunnerFrame) -> Bool {
        guard phase == .describing else { return false }
        owner.refused(self, words(frame.payload))
        kill(.changed)
        return true
    }

    private func started(_ frame: RunnerFrame) -> Bool {
        guard phase == .starting else { return false }
        if frame.head.number == 1 {
            owner.refused(self, words(frame.payload))
            kill(.asked)
            return true
        }
        guard frame.head.status == ABIStatus.ok else {
            owner.refused(self, "does not start: its start returned status \(frame.head.status)")
            kill(.asked)
            return true
        }
        guard frame.payload.count == owner.parts.description.types.count,
            frame.payload.allSatisfy({ $0 <= 1 })
        else { return false }
        state.withLock { $0.phase = .live }
        owner.live(self, knowledge: Set(frame.payload.indices.filter { frame.payload[$0] == 1 }))
        return true
    }

    private func words(_ payload: UnsafeRawBufferPointer) -> String {
        PluginText.printable(String(decoding: payload.prefix(2000), as: UTF8.self))
    }

    // MARK: - Instances

    private func created(_ frame: RunnerFrame) -> Bool {
        let creation = state.withLock { state -> Creation? in
            guard let creation = state.creations.popFirst(), creation.number == frame.head.subject else { return nil }
            state.creatingSince = MonotonicTime.now()
            if frame.head.status != ABIStatus.ok, state.numbers[creation.handle] == creation.number {
                // The next call of the instance has it made anew.
                state.numbers[creation.handle] = nil
            }
            return creation
        }
        guard let creation else { return false }
        guard frame.head.status != ABIStatus.ok else {
            creation.completion?(.success(creation.handle))
            return true
        }
        if frame.head.number == 1 {
            creation.completion?(
                .failure(
                    InstanceRefusal(status: ABIStatus.internal, message: "The plugin said OK and made no instance.")))
            return true
        }
        let report = CreateReport()
        report.say(Array(frame.payload))
        creation.completion?(.failure(report.refusal(status: frame.head.status)))
        return true
    }

    // MARK: - Calls

    private func completed(_ frame: RunnerFrame) -> FramePace.Weight? {
        guard let given = state.withLock({ $0.given.removeValue(forKey: frame.head.subject) }) else {
            return unknown(frame.head.subject)
        }
        let isTooLarge = frame.payload.count > Int(AH_MAX_PAYLOAD)
        let answer: CallAnswer =
            isTooLarge
            ? .ended(.tooLarge) : .completed(status: frame.head.status, payload: Array(frame.payload))
        if case .accepted = given.call.complete(answer), isTooLarge {
            owner.parts.standing.note(.oversizedResult, "over \(AH_MAX_PAYLOAD) bytes")
        }
        return .asked
    }

    private func refused(_ frame: RunnerFrame) -> FramePace.Weight? {
        // First: what is not given any more would not end with the process.
        guard frame.head.status != ABIStatus.ok else { return nil }
        guard let given = state.withLock({ $0.given.removeValue(forKey: frame.head.subject) }) else {
            return unknown(frame.head.subject)
        }
        _ = given.call.complete(.declined(status: frame.head.status))
        return .asked
    }

    /// A completion of a call that the process does not have.
    private func unknown(_ call: UInt64) -> FramePace.Weight? {
        switch owner.parts.calls.find(call) {
        case .open(let open) where open.plugin.standing === owner.parts.standing:
            owner.parts.standing.note(.unknownCall)
        case .open: owner.parts.standing.note(.foreignCall)
        case .over: owner.parts.standing.note(.repeatedCompletion)
        case .unknown: owner.parts.standing.note(.unknownCall)
        }
        return .idle
    }

    // MARK: - Services

    private func requested(_ frame: RunnerFrame) -> FramePace.Weight? {
        let status = owner.parts.requests.serve(frame) { [self] head, reply in
            guard let reply else { return send(head) }
            var headers: [UInt8] = []
            headers.reserveCapacity(reply.headers.count + 4)
            withUnsafeBytes(of: UInt32(reply.headers.count)) { headers.append(contentsOf: $0) }
            headers += reply.headers
            headers.withUnsafeBytes { headers in
                reply.body.withUnsafeBytes { send(head, headers, $0) }
            }
        }
        // Also a chunk that must wait for room is one.
        return status == ABIStatus.ok || status == ABIStatus.busy ? .request : .idle
    }

    private func logged(_ frame: RunnerFrame) -> FramePace.Weight? {
        let call = state.withLock { $0.given[frame.head.subject]?.call }
        // SAFETY: the frame lends its bytes until this returns.
        let message = ah_bytes(borrowing: frame.payload.assumingMemoryBound(to: UInt8.self))
        owner.parts.services.log.write(level: Int32(bitPattern: frame.head.number), message: message, call: call)
        return .idle
    }

    private func noted(_ frame: RunnerFrame) -> FramePace.Weight? {
        let standing = owner.parts.standing
        switch Int(frame.head.code) {
        case AHR_NOTE_REPEATED_COMPLETION: standing.note(.repeatedCompletion)
        // Whose it is only the host knows.
        case AHR_NOTE_UNKNOWN_CALL: return unknown(frame.head.subject)
        case AHR_NOTE_COMPLETED_AND_REFUSED: standing.note(.completedAndRefused)
        case AHR_NOTE_SLOW_LOAD: standing.note(.slowLoad, "\(frame.head.number) ms, 100 allowed")
        case _: return nil
        }
        return .idle
    }

    private func stuck(_ frame: RunnerFrame) -> FramePace.Weight? {
        owner.parts.standing.note(.keptThread)
        kill(frame.head.subject == 0 ? .keptLoad : .pastTime)
        return .idle
    }
}
