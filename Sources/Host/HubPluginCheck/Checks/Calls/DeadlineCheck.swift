import HubCore
import PluginABI

/// Calls whose time is over, or soon is.
struct DeadlineCheck: PluginCheck {
    let id = "deadline"
    let group = CheckGroup.calls
    let promise = "a call past its deadline is completed all the same, once and soon"

    /// From now, in milliseconds; 0: it has passed.
    private static let times = [0, 1, 5, 20, 0, 2, 10, 50]

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        try session.start()
        for type in session.plugin.types {
            let instance = try session.makeInstance(of: type)
            var inputs = InputSource(bench.options, type, numbers: bench.numbers(id, type.id))
            for (round, time) in Self.times.enumerated() {
                guard let input = inputs.next(.plain) else { break }
                session.host.set(ServiceScript(delivery: .later, answers: round % 2 == 0 ? .held : .fine))
                let now = Monotonic.now()
                let deadline = time == 0 ? now - 1_000_000 : now + UInt64(time) * 1_000_000
                try session.finish(session.submit(.invoke, instance, input.bytes, deadline: deadline))
            }
            session.destroy(instance)
        }
        session.stop()
        session.linger()
    }
}
