import HubCore
import PluginABI

/// Who waits on the host's thread says so.
struct BlockingFlagCheck: PluginCheck {
    let id = "blocking-flag"
    let group = CheckGroup.services
    let promise = "a type without AH_TOOL_BLOCKING returns from invoke while its requests are under way"

    private static let calls = 8
    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        guard session.plugin.types.contains(where: { !$0.isBlocking }) else {
            throw .skip("every type says AH_TOOL_BLOCKING")
        }
        // In it a function that does not wait has long returned, on a busy machine too.
        let moment = bench.options.patience.milliseconds
        try session.start()
        for type in session.plugin.types where !type.isBlocking {
            let instance = try session.makeInstance(of: type)
            var inputs = InputSource(bench.options, type, numbers: bench.numbers(id, type.id))
            for _ in 0..<Self.calls {
                guard let input = inputs.next(.plain) else { break }
                session.host.set(ServiceScript(delivery: .later, answers: .held))
                let call = session.submit(
                    .invoke, instance, input.bytes, deadline: Monotonic.after(milliseconds: moment + 10_000))
                let returned = session.host.returns(call.id, until: Monotonic.after(milliseconds: moment))
                if !returned {
                    let record = session.host.state.withLock { $0.calls[call.id] }
                    let isWaiting = (record?.outstanding ?? 0) > 0
                    let why = isWaiting ? "while a request of its is under way" : "for \(moment) ms"
                    session.host.find(
                        "blocks", "keeps the host's thread \(why), and \(type.id) does not say AH_TOOL_BLOCKING",
                        record)
                }
                session.host.set(ServiceScript(delivery: .later, answers: .fine))
                session.host.release()
                try session.finish(call)
                if !returned { break }
            }
            session.destroy(instance)
        }
        session.stop()
    }
}
