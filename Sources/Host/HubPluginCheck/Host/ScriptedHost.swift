import Glibc
import HubCore
import PluginABI

/// A host that holds a plugin to the header: it answers by a script, remembers what was owed, and tells of every rule that is
/// broken.
// SAFETY: `table` is written in init, before the plugin sees it, and never freed; the rest is behind the monitor.
final class ScriptedHost: @unchecked Sendable {
    struct State {
        var calls: [ah_call: CallRecord] = [:]
        var nextCall: ah_call = 0x1_0000_0001
        var script = ServiceScript()
        /// Requests that wait for the script.
        var held: [HeldRequest] = []
        var requests = 0
        /// Ids of services that were asked for anything.
        var used: Set<String> = []
        var values: [[UInt8]: [UInt8]] = [:]
        var lines = 0
    }

    /// An accepted request.
    struct HeldRequest: Sendable {
        let call: ah_call
        let end: @Sendable (ServiceAnswer) -> Void
        /// What the script says for it.
        let answer: ServiceAnswer
    }

    let voice: ChildVoice
    /// Services whose table is not NULL, by their ids.
    let granted: Set<String>
    let state = Monitor(State())
    let table: UnsafeMutablePointer<ah_host>
    private let callbacks: Crew

    /// `abi`: the version that the host says it has; a later one's table is longer.
    init(voice: ChildVoice, callbacks: Crew, granted: Set<String>, abi: UInt32 = AH_ABI) {
        self.voice = voice
        self.callbacks = callbacks
        self.granted = granted
        let room = 64
        let bytes = MemoryLayout<ah_host>.size + room
        // SAFETY: never freed, as the ABI promises; what a later version would append is bytes that no function is.
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0xA5, count: bytes)
        table = memory.bindMemory(to: ah_host.self, capacity: 1)
        table.initialize(to: ah_host())
        table.pointee.size = UInt32(MemoryLayout<ah_host>.size + (abi == AH_ABI ? 0 : room))
        table.pointee.abi = abi
        // SAFETY: never freed either.
        table.pointee.name = UnsafePointer(strdup("agenthub plugin check"))
        table.pointee.version = UnsafePointer(strdup("1.0.0"))
        // SAFETY: balanced by nothing; the host lives as long as the process.
        table.pointee.context = Unmanaged.passRetained(self).toOpaque()
        fillTable()
        CheckThread.start { [self] in watchDeadlines() }
    }

    /// The host behind a table; nil when the plugin passes something else.
    static func behind(_ table: UnsafePointer<ah_host>?) -> ScriptedHost? {
        guard let context = table?.pointee.context else { return nil }
        // SAFETY: the context is the host that init retained for ever.
        return Unmanaged<ScriptedHost>.fromOpaque(context).takeUnretainedValue()
    }

    // MARK: What the checker does

    func open(input: [UInt8], deadline: UInt64, title: String, responses: [[UInt8]] = []) -> ah_call {
        let loan = Loan(input, .input)
        return state.withLock { state in
            let call = state.nextCall
            state.nextCall += 1
            var record = CallRecord(deadline: deadline, input: loan, inputBytes: input, title: title)
            record.responses = responses
            state.calls[call] = record
            return call
        }
    }

    func input(of call: ah_call) -> ah_bytes { state.withLock { $0.calls[call]?.input.bytes ?? .empty } }

    /// The call's function is called.
    func enter(_ call: ah_call) {
        state.withLock { $0.calls[call]?.isEntered = true }
        state.broadcast()
    }

    func awaitEntry(_ call: ah_call) {
        state.wait { state -> Monitor<State>.Step<Void> in state.calls[call]?.isEntered ?? true ? .done(()) : .wait }
    }

    /// The call's function has returned.
    func returned(_ call: ah_call, _ status: Int32) {
        state.withLock { state in
            state.calls[call]?.returned = status
            if status != ABIStatus.ok, let record = state.calls[call] {
                if record.completion != nil {
                    find(
                        "completed-and-refused",
                        "completes a call and then returns status \(status); what is not accepted is not completed",
                        record)
                } else {
                    state.calls[call]?.completion = .init(status: status, bytes: [], length: 0)
                }
            }
            endLoans(of: call, &state)
        }
        state.broadcast()
    }

    /// Nobody waits for it any more, and its requests end.
    func cancel(_ call: ah_call) {
        let requests = state.withLock { state in
            state.calls[call]?.isCancelled = true
            return take(&state) { $0.call == call }
        }
        for request in requests { deliver(.failure(ABIStatus.cancelled), to: request) }
    }

    /// The answers that the script held back.
    func release() {
        let requests = state.withLock { state in take(&state) { _ in true } }
        for request in requests { deliver(request.answer, to: request) }
    }

    /// Waits until the plugin has nothing to do with the call any more; nil: it still has.
    func settle(_ call: ah_call, until end: UInt64) -> CallRecord? {
        state.wait { state -> Monitor<State>.Step<CallRecord?> in
            guard let record = state.calls[call] else { return .done(nil) }
            if record.isOver { return .done(record) }
            return Monotonic.now() >= end ? .done(nil) : .waitUntil(end)
        }
    }

    /// Waits until the call's function has returned; false: it has not.
    func returns(_ call: ah_call, until end: UInt64) -> Bool {
        state.wait { state -> Monitor<State>.Step<Bool> in
            if state.calls[call]?.returned != nil { return .done(true) }
            return Monotonic.now() >= end ? .done(false) : .waitUntil(end)
        }
    }

    /// Ids of the services that the plugin has asked for anything.
    var used: Set<String> { state.withLock { $0.used } }

    func forget(_ call: ah_call) { state.withLock { $0.calls[call] = nil } }

    func set(_ script: ServiceScript) { state.withLock { $0.script = script } }

    // MARK: Rules

    func find(_ rule: String, _ message: String, _ record: CallRecord?, severity: Finding.Severity = .error) {
        var details = JSONObject()
        if let record { details["call"] = .string(record.title) }
        voice.find(Finding(rule, message, severity: severity, details: details))
    }

    func complete(_ call: ah_call, _ status: Int32, _ json: ah_bytes) -> Int32 {
        let length = json.len
        let limit = Int(AH_MAX_PAYLOAD)
        let bytes = length > limit ? [] : json.copied
        if bytes == nil { find("completion-null", "completes with \(length) bytes at NULL", nil) }
        let (answer, requests) = state.withLock { state -> (Int32, [HeldRequest]) in
            guard let record = state.calls[call] else {
                if call > 0x1_0000_0000, call < state.nextCall {
                    find(
                        "completion-repeated", "completes a call that is over; each call is completed exactly once",
                        nil)
                } else {
                    find("completion-unknown", "completes the call \(call), which never was", nil)
                }
                return (ABIStatus.stale, [])
            }
            if let first = record.completion {
                if first.length > limit {
                    find(
                        "completion-repeated",
                        "completes a call again whose result was too large; AH_E_TOO_LARGE ends it", record)
                } else if record.returned.map({ $0 != ABIStatus.ok }) ?? false {
                    find(
                        "completed-and-refused",
                        "completes a call that it refused with status \(record.returned ?? 0)", record)
                } else {
                    find("completion-repeated", "completes a call twice; each call is completed exactly once", record)
                }
                return (ABIStatus.stale, [])
            }
            state.calls[call]?.completion = .init(status: status, bytes: bytes ?? [], length: length)
            let requests = take(&state) { $0.call == call }
            endLoans(of: call, &state)
            if record.isGivenUp(at: Monotonic.now()) { return (ABIStatus.stale, requests) }
            return (length > limit ? ABIStatus.tooLarge : ABIStatus.ok, requests)
        }
        for request in requests { deliver(.failure(ABIStatus.cancelled), to: request) }
        state.broadcast()
        return answer
    }

    /// Input and getters are the plugin's until its function has returned and the call is completed.
    private func endLoans(of call: ah_call, _ state: inout State) {
        guard let record = state.calls[call], record.returned != nil, record.completion != nil else { return }
        record.input.end()
        for loan in record.getters { loan.end() }
        state.calls[call]?.getters = []
    }

    // MARK: Requests

    private func take(_ state: inout State, where isWanted: (HeldRequest) -> Bool) -> [HeldRequest] {
        let taken = state.held.filter(isWanted)
        state.held.removeAll(where: isWanted)
        return taken
    }

    private func deliver(_ answer: ServiceAnswer, to request: HeldRequest) {
        callbacks.run { [self] in
            request.end(answer)
            finished(request)
        }
    }

    private func finished(_ request: HeldRequest) {
        state.withLock { $0.calls[request.call]?.outstanding -= 1 }
        state.broadcast()
    }

    /// Takes a request or refuses it. `answer` is what a service says that works; `odd` one that nobody expects.
    func admit(
        _ call: ah_call, service: String, answer: (inout State) -> ServiceAnswer, odd: (Int) -> ServiceAnswer,
        end: @escaping @Sendable (ServiceAnswer) -> Void
    ) -> Int32 {
        enum Way {
            case refused(Int32)
            case inline(HeldRequest)
            case later(HeldRequest)
            case held
        }
        let way = state.withLock { state -> Way in
            state.used.insert(service)
            guard let record = state.calls[call] else {
                if call >= state.nextCall || call <= 0x1_0000_0000 {
                    find("request-unknown-call", "asks \(service) for the call \(call), which never was", nil)
                }
                return .refused(ABIStatus.stale)
            }
            guard record.completion == nil else {
                find(
                    "request-after-completion", "asks \(service) for a call that it has completed", record,
                    severity: .warning)
                return .refused(ABIStatus.stale)
            }
            guard !record.isGivenUp(at: Monotonic.now()) else { return .refused(ABIStatus.cancelled) }
            let turn = state.requests
            state.requests += 1
            var isHeld = false
            let said: ServiceAnswer
            switch state.script.answers {
            case .fine: said = answer(&state)
            case .odd: said = odd(turn)
            case .failing(let status): said = .failure(status)
            case .refusing(let status): return .refused(status)
            case .held:
                said = answer(&state)
                isHeld = true
            case .anything:
                switch turn % 4 {
                case 0: said = answer(&state)
                case 1: said = odd(turn / 4)
                case 2: said = .failure(ServiceScript.failures[turn / 4 % ServiceScript.failures.count])
                case _: return .refused(ServiceScript.refusals[turn / 4 % ServiceScript.refusals.count])
                }
            }
            state.calls[call]?.outstanding += 1
            let request = HeldRequest(call: call, end: end, answer: said)
            if isHeld {
                state.held.append(request)
                return .held
            }
            switch state.script.delivery {
            case .inline: return .inline(request)
            case .later: return .later(request)
            case .mixed: return turn % 2 == 0 ? .later(request) : .inline(request)
            }
        }
        switch way {
        case .refused(let status): return status
        case .held: break
        case .later(let request): deliver(request.answer, to: request)
        case .inline(let request):
            request.end(request.answer)
            finished(request)
        }
        return ABIStatus.ok
    }

    /// Ends the requests of calls that are past their deadlines.
    private func watchDeadlines() {
        while true {
            let now = Monotonic.now()
            let requests = state.withLock { state in
                let calls = state.calls
                return take(&state) { request in calls[request.call].map { now > $0.deadline } ?? true }
            }
            for request in requests { deliver(.failure(ABIStatus.deadline), to: request) }
            poll(nil, 0, 2)
        }
    }
}
