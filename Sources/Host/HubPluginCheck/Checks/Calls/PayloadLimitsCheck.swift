import HubCore
import HubSchema
import PluginABI

/// Inputs and results at the header's limits.
struct PayloadLimitsCheck: PluginCheck {
    let id = "payload-limits"
    let group = CheckGroup.calls
    let promise = "inputs of 100 KB and results at their limits are borne; a result over the limit is not tried again"

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        try session.start()
        for type in session.plugin.types {
            let instance = try session.makeInstance(of: type)
            var inputs = InputSource(bench.options, type, numbers: bench.numbers(id, type.id))
            guard let input = inputs.next(.plain) else { continue }
            for bytes in [Int(AH_MAX_PAYLOAD), Int(AH_MAX_PAYLOAD) - 1, 65536] {
                guard let large = Self.grown(input, to: bytes, by: type.input) else { continue }
                session.host.set(ServiceScript(delivery: .mixed, answers: .fine))
                try session.finish(session.submit(.invoke, instance, large))
            }
            for round in 0..<12 {
                session.host.set(ServiceScript(delivery: round % 2 == 0 ? .inline : .later, answers: .odd))
                let record = try session.finish(session.submit(.invoke, instance, input.bytes))
                if Monotonic.now() > record.deadline { break }
            }
            session.destroy(instance)
        }
        session.stop()
        session.linger()
    }

    /// The input, made so many bytes by one of its texts; nil: the schema does not let it grow so far.
    static func grown(_ input: JSONValue, to bytes: Int, by schema: PluginSchema?) -> [UInt8]? {
        guard let object = input.objectValue else { return nil }
        let names = object.keys.filter { object[$0]?.stringValue != nil } + ["text", "check_padding"]
        for name in names {
            var grown = object
            grown[name] = ""
            let room = bytes - JSONValue.object(grown).bytes.count
            guard room > 0 else { continue }
            grown[name] = .string(String(repeating: "x", count: room))
            if schema?.compiled.accepts(.object(grown)) ?? true { return JSONValue.object(grown).bytes }
        }
        return nil
    }
}
