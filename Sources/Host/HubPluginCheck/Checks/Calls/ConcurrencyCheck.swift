import HubCore
import PluginABI

/// As many calls at once as the type says it takes, on several instances.
struct ConcurrencyCheck: PluginCheck {
    let id = "concurrency"
    let group = CheckGroup.calls
    let promise = "max_concurrency calls at once on several instances get the answers that each gets alone"

    private static let instances = 3
    private static let waves = 12
    private static let inputs = 6

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        try session.start()
        session.host.set(ServiceScript(delivery: .mixed, answers: .fine))
        for type in session.plugin.types {
            var instances: [PluginInstance] = []
            for _ in 0..<Self.instances { instances.append(try session.makeInstance(of: type)) }
            var source = InputSource(bench.options, type, numbers: bench.numbers(id, type.id))
            var alone: [(input: [UInt8], answer: CallRecord.Completion?)] = []
            for _ in 0..<Self.inputs {
                guard let input = source.next(.plain)?.bytes else { break }
                alone.append((input, try steady(input, instances[0], session)))
            }
            if !alone.isEmpty { try together(type, instances, alone, session) }
            for instance in instances { session.destroy(instance) }
        }
        session.stop()
        session.linger()
    }

    /// What the input is answered with alone; nil: not the same each time.
    private func steady(
        _ input: [UInt8], _ instance: PluginInstance, _ session: PluginSession
    ) throws(CheckStop) -> CallRecord.Completion? {
        var first: CallRecord.Completion?
        for round in 0..<3 {
            let record = try session.finish(session.submit(.invoke, instance, input))
            if record.isGivenUp(at: Monotonic.now()) { return nil }
            if round > 0, record.completion != first { return nil }
            first = record.completion
        }
        return first
    }

    private func together(
        _ type: PluginType, _ instances: [PluginInstance], _ alone: [(input: [UInt8], answer: CallRecord.Completion?)],
        _ session: PluginSession
    ) throws(CheckStop) {
        var slow = 0
        for wave in 0..<Self.waves where slow < 2 {
            session.bench.voice.at("\(type.concurrency) calls of \(type.id) at once, on \(instances.count) instances")
            var calls: [(call: PluginSession.Call, place: Int)] = []
            // Waits add up when there are more calls than threads, and cores.
            let deadline = Monotonic.after(milliseconds: 2 * session.patience(of: type) + 1000)
            for number in 0..<(type.concurrency * instances.count) {
                let place = (number + wave) % alone.count
                let call = session.submit(
                    .invoke, instances[number % instances.count], alone[place].input, deadline: deadline, told: false)
                calls.append((call, place))
            }
            for (call, place) in calls {
                let record = try session.finish(call)
                if Monotonic.now() > deadline { slow += 1 }
                guard let answer = alone[place].answer, let now = record.completion, !record.isCancelled,
                    now != answer
                else { continue }
                session.host.find(
                    "concurrent-answer",
                    "answers a call otherwise when others run at the same time: \(PluginSession.shown(now.bytes)) in place of \(PluginSession.shown(answer.bytes))",
                    record)
            }
        }
    }
}
