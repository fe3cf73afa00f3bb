import HubCore
import PluginABI
import PluginCheckProbe

extension PluginSession {
    /// The functions that take a call.
    enum Function: String {
        case invoke
        case health
        case ingest
        case remove
        case collections
    }

    /// A call that was given to the plugin.
    struct Call: Sendable {
        let id: ah_call
        let instance: PluginInstance
        let function: Function
        let title: String
        let deadline: UInt64
    }

    /// How long a call may take when nothing is said: what the type says itself, within reason.
    func patience(of type: PluginType) -> Int {
        type.table.default_timeout_ms == 0 ? 1000 : min(Int(type.table.default_timeout_ms), 1000)
    }

    /// Gives a call to the plugin on a worker's thread. `note`: what else matters of it, for findings.
    func submit(
        _ function: Function = .invoke, _ instance: PluginInstance, _ input: [UInt8], deadline: UInt64? = nil,
        told: Bool = true, note: String? = nil
    ) -> Call {
        let type = instance.type
        let circumstance = note.map { " and \($0)" } ?? ""
        let title = "\(function.rawValue) of \(type.id) with \(Self.shown(input))\(circumstance)"
        if told { bench.voice.at(title) }
        let end = deadline ?? Monotonic.after(milliseconds: patience(of: type))
        let id = host.open(
            input: input, deadline: end, title: title, responses: bench.options.responses(of: type.id))
        let call = Call(id: id, instance: instance, function: function, title: title, deadline: end)
        bench.workers.run { [self] in
            let mask = cp_signal_mask()
            let status = run(call)
            if cp_signal_mask() != mask {
                bench.voice.find(
                    Finding("signal-mask", "\(function.rawValue) changes the signal mask of the host's thread"))
            }
            host.returned(id, status)
        }
        return call
    }

    private func run(_ call: Call) -> Int32 {
        host.enter(call.id)
        let (table, pointer) = (call.instance.type.table, call.instance.pointer)
        let input = host.input(of: call.id)
        let refused = ABIStatus.unsupported
        switch call.function {
        case .invoke: return table.invoke?(pointer, call.id, input) ?? refused
        case .health: return table.health?(pointer, call.id) ?? refused
        case .ingest: return knowledge(call)?.ingest?(pointer, call.id, input) ?? refused
        case .remove: return knowledge(call)?.remove?(pointer, call.id, input) ?? refused
        case .collections: return knowledge(call)?.collections?(pointer, call.id) ?? refused
        }
    }

    private func knowledge(_ call: Call) -> ah_knowledge? {
        call.instance.type.table.ext?(nil, AH_EXT_KNOWLEDGE).map {
            // SAFETY: the id names the table's type, and tables of plugins are immortal.
            PluginTables.copy($0.assumingMemoryBound(to: ah_knowledge.self), into: ah_knowledge())
        }
    }

    /// Nobody waits for the call any more. The plugin hears of it when it has heard of the call.
    func cancel(_ call: Call) {
        host.awaitEntry(call.id)
        host.cancel(call.id)
        call.instance.type.table.cancel?(call.instance.pointer, call.id)
    }

    /// Waits until the plugin has nothing to do with the call any more, and finds what is wrong with its end. One that passes its
    /// deadline is cancelled, as the host does; one that is not completed even then ends the check.
    @discardableResult
    func finish(_ call: Call) throws(CheckStop) -> CallRecord {
        let grace = bench.options.patience.nanoseconds
        var record = host.settle(call.id, until: call.deadline)
        if record == nil {
            cancel(call)
            record = host.settle(call.id, until: max(call.deadline, Monotonic.now()) + grace)
        }
        guard let record else {
            neverEnds(call)
            throw .found
        }
        assess(record, of: call)
        host.forget(call.id)
        return record
    }

    private func neverEnds(_ call: Call) {
        let record = host.state.withLock { $0.calls[call.id] }
        let waited = bench.options.patience.milliseconds
        if record?.completion == nil {
            var has = record?.returned == nil ? "has not returned from it" : "has returned from it"
            if record?.returned == nil, (record?.outstanding ?? 0) > 0 {
                has += " (a done may run before its request has returned, on the same thread: hold no lock across it)"
            }
            host.find(
                "completion-missing",
                "does not complete a call within \(waited) ms of its deadline, and \(has); "
                    + "every accepted call is completed exactly once",
                record)
        } else if record?.returned == nil {
            host.find(
                "invoke-kept", "completes a call and keeps the host's thread: the function does not return", record)
        } else {
            host.find("done-kept", "does not return from a request's done", record)
        }
    }

    /// Input as a person reads it.
    static func shown(_ input: [UInt8]) -> String {
        let text = String(decoding: input.prefix(600), as: UTF8.self)
        return input.count > 600 ? "\(text)… (\(input.count) bytes)" : text
    }
}
