import HubCore
import HubSchema
import PluginABI

/// Inputs that nobody expects.
struct FuzzCheck: PluginCheck {
    let id = "fuzz"
    let group = CheckGroup.calls
    let promise = "odd inputs that the input schema accepts harm nothing: empty, long, deep, huge, any Unicode"
    let variants = 2

    /// The second process sees inputs that the schema nearly accepts; the host lets none of them pass.
    func crashIsWarning(variant: Int) -> Bool { variant == 1 }

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        try session.start()
        for type in session.plugin.types {
            let instance = try session.makeInstance(of: type)
            var inputs = InputSource(bench.options, type, numbers: bench.numbers(id, type.id))
            var numbers = bench.numbers(id, "broken \(type.id)")
            let breaker = type.input.map { SchemaBreaker($0.source, $0.compiled) }
            var slow = 0
            for round in 0..<(bench.variant == 0 ? bench.options.rounds : bench.options.rounds / 2) where slow < 5 {
                guard var input = inputs.next(round % 8 == 0 ? .plain : .odd) else { break }
                if bench.variant == 1 {
                    guard let broken = breaker?.broken(input, &numbers) else { break }
                    input = broken.value
                }
                session.host.set(ServiceScript(delivery: .mixed, answers: round % 2 == 0 ? .fine : .anything))
                let deadline = Monotonic.after(milliseconds: min(500, session.patience(of: type)))
                let record = try session.finish(
                    session.submit(.invoke, instance, Self.written(input, &numbers), deadline: deadline))
                // One that takes all of its time takes it every time.
                if Monotonic.now() > record.deadline { slow += 1 }
            }
            if bench.variant == 0 { try deep(type, instance, session) }
            session.destroy(instance)
        }
        session.stop()
    }

    /// The same value in forms that JSON allows.
    private static func written(_ value: JSONValue, _ numbers: inout SeededNumbers) -> [UInt8] {
        guard numbers.chance(25) else { return value.bytes }
        return Array(" \n\t".utf8) + value.bytes + Array(" \r\n".utf8)
    }

    /// As deep as JSON goes here, where the schema lets anything in.
    private func deep(_ type: PluginType, _ instance: PluginInstance, _ session: PluginSession) throws(CheckStop) {
        let depth = 126
        let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let text = "{\"query\":\(nested)}"
        guard let value = try? JSONValue(parsing: text), type.input?.compiled.accepts(value) ?? true else { return }
        try session.finish(session.submit(.invoke, instance, Array(text.utf8)))
    }
}
