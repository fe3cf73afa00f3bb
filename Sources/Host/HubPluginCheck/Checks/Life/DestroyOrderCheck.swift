import HubCore
import PluginABI

/// Instances that come and go in any order, beside others that work.
struct DestroyOrderCheck: PluginCheck {
    let id = "destroy-order"
    let group = CheckGroup.life
    let promise = "instances are destroyed in any order while others serve, and new ones come after"

    private static let instances = 4
    private static let rounds = 6

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        try session.start()
        for type in session.plugin.types {
            var numbers = bench.numbers(id, type.id)
            var inputs = InputSource(bench.options, type, numbers: bench.numbers(id, "inputs \(type.id)"))
            for round in 0..<Self.rounds {
                var instances: [PluginInstance] = []
                for _ in 0..<Self.instances { instances.append(try session.makeInstance(of: type)) }
                if round == 0 { instances.reverse() }
                if round > 1 { instances.shuffle(using: &numbers) }
                var slow = false
                while let instance = instances.popLast() {
                    guard let other = instances.first, !slow, let input = inputs.next(.least) else {
                        session.destroy(instance)
                        continue
                    }
                    let call = session.submit(.invoke, other, input.bytes)
                    session.destroy(instance)
                    let record = try session.finish(call)
                    slow = Monotonic.now() > record.deadline
                }
            }
        }
        session.stop()
        session.linger()
    }
}
