import Glibc
import HubCore
import PluginABI

/// Calls that nobody waits for any more, at any moment of theirs.
struct CancellationCheck: PluginCheck {
    let id = "cancellation"
    let group = CheckGroup.calls
    let promise = "a call that is cancelled at any moment is completed all the same, once and soon"

    private static let calls = 24

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        try session.start()
        for type in session.plugin.types {
            let instance = try session.makeInstance(of: type)
            var numbers = bench.numbers(id, type.id)
            var inputs = InputSource(bench.options, type, numbers: bench.numbers(id, "inputs \(type.id)"))
            for round in 0..<Self.calls {
                guard let input = inputs.next(.plain) else { break }
                session.host.set(ServiceScript(delivery: .later, answers: round % 3 == 0 ? .fine : .held))
                let call = session.submit(
                    .invoke, instance, input.bytes,
                    deadline: Monotonic.after(milliseconds: max(1000, session.patience(of: type))))
                // From at once to a while after it began.
                poll(microseconds: numbers.below(round % 4 == 0 ? 1 : 3000))
                session.cancel(call)
                session.host.release()
                try session.finish(call)
            }
            session.destroy(instance)
        }
        session.stop()
        session.linger()
    }

    private func poll(microseconds: Int) {
        let end = Monotonic.now() + UInt64(microseconds) * 1000
        while Monotonic.now() < end { sched_yield() }
    }
}
