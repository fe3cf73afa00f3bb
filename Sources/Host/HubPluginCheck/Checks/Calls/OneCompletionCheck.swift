import HubCore
import HubSchema
import PluginABI

/// Calls one after the other, as they come from users.
struct OneCompletionCheck: PluginCheck {
    let id = "one-completion"
    let group = CheckGroup.calls
    let promise = "every call is completed exactly once, with JSON of its output schema or an error with words"

    private static let callsOfType = 12

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        try session.start()
        for type in session.plugin.types {
            let instance = try session.makeInstance(of: type)
            var inputs = InputSource(bench.options, type, numbers: bench.numbers(id, type.id))
            tellMismatch(of: type, bench)
            var succeeds = false
            for round in 0..<Self.callsOfType {
                guard let input = inputs.next(round == 0 ? .least : .plain) else {
                    throw .skip(
                        "no input of \(type.id) could be made by its input_schema; "
                            + "give one with --input \(type.id)=JSON")
                }
                let deliveries: [ServiceScript.Delivery] = [.inline, .later, .mixed]
                session.host.set(ServiceScript(delivery: deliveries[round % 3], answers: .fine))
                // One that takes all of its time takes it every time.
                let record = try session.finish(session.submit(.invoke, instance, input.bytes))
                succeeds = succeeds || record.completion?.status == ABIStatus.ok
                if Monotonic.now() > record.deadline, round > 1 { break }
            }
            if !succeeds { tellNoSuccess(of: type, session) }
            if type.table.health != nil { try session.finish(session.submit(.health, instance, [])) }
            session.destroy(instance)
        }
        session.stop()
        session.linger()
    }

    /// What a type makes of a good answer was not seen, which is most of it.
    private func tellNoSuccess(of type: PluginType, _ session: PluginSession) {
        let takesResponse = session.plugin.services.contains(AH_EXT_HOST_HTTP)
        let isGiven = !session.bench.options.responses(of: type.id).isEmpty
        let advice = takesResponse && !isGiven ? "give --response or --input" : "give an input that succeeds: --input"
        session.bench.voice.find(
            Finding("no-success", "no call of \(type.id) ended AH_OK; \(advice)", severity: .warning))
    }

    private func tellMismatch(of type: PluginType, _ bench: CheckBench) {
        guard let input = bench.options.input(of: type.id),
            let violation = type.input?.compiled.violations(of: input).first
        else { return }
        bench.voice.find(
            Finding(
                "input-mismatch",
                "--input does not match the input_schema of \(type.id), so it is not used: "
                    + "\(violation.instancePointer) \(violation.message)"))
    }
}
