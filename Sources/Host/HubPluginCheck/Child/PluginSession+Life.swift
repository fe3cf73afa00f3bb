import HubCore
import PluginABI

extension PluginSession {
    private static let callsOfLife = 6

    /// start, for each type an instance that serves some calls, stop.
    func liveOnce(_ numbers: SeededNumbers) throws(CheckStop) {
        try start()
        for type in plugin.types {
            let instance = try makeInstance(of: type)
            var inputs = InputSource(bench.options, type, numbers: numbers)
            for round in 0..<Self.callsOfLife {
                guard let input = inputs.next(.plain) else { break }
                host.set(ServiceScript(delivery: .mixed, answers: round % 3 == 2 ? .anything : .fine))
                let record = try finish(submit(.invoke, instance, input.bytes))
                if Monotonic.now() > record.deadline { break }
            }
            destroy(instance)
        }
        stop()
    }
}
