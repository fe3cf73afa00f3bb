import HubCore
import PluginABI

/// Answers of the systems that a type asks over HTTP: each that is usual or odd once at least, not only by chance.
struct HTTPAnswersCheck: PluginCheck {
    let id = "http-answers"
    let group = CheckGroup.calls
    let promise = "any answer to an HTTP request is borne: 404, 403, 503, no JSON, other JSON, a good body changed"

    /// Inputs that are tried for one that makes the type ask.
    private static let tries = 8
    /// Changed bodies of a type.
    private static let changes = 400

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        guard session.plugin.services.contains(AH_EXT_HOST_HTTP) else {
            throw .skip("the manifest does not ask for \(AH_EXT_HOST_HTTP)")
        }
        try session.start()
        var asks = false
        for type in session.plugin.types {
            let instance = try session.makeInstance(of: type)
            if let input = try askingInput(type, instance, session) {
                asks = true
                try answer(type, instance, input, session)
            }
            session.destroy(instance)
        }
        session.stop()
        session.linger()
        if !asks { throw .skip("no input was found that makes a type send an HTTP request; give one with --input") }
    }

    private func answer(
        _ type: PluginType, _ instance: PluginInstance, _ input: JSONValue, _ session: PluginSession
    ) throws(CheckStop) {
        let given = session.bench.options.responses(of: type.id)
        // A request that comes after others is reached when these are answered well.
        let bodies = given.isEmpty ? [ServiceAnswer.usualBody] : given
        var slow = 0
        for (turn, body) in bodies.enumerated() {
            let good = try? JSONValue(parsing: body)
            let changed = good.map { HTTPAnswers.changed($0, most: Self.changes / bodies.count) } ?? []
            for (round, named) in (HTTPAnswers.all + changed).enumerated() where slow < 3 {
                let script = ServiceScript(
                    delivery: round % 2 == 0 ? .later : .inline, answers: .fine,
                    response: named.answer(Int(AH_MAX_PAYLOAD)), responseTurn: given.count > 1 ? turn : nil)
                session.host.set(script)
                let call = session.submit(.invoke, instance, input.bytes, note: "the HTTP answer \(named.name)")
                let record = try session.finish(call)
                // One that takes all of its time takes it every time.
                if Monotonic.now() > record.deadline { slow += 1 }
            }
        }
    }

    /// An input with which the type sends a request; nil: none was found.
    private func askingInput(
        _ type: PluginType, _ instance: PluginInstance, _ session: PluginSession
    ) throws(CheckStop) -> JSONValue? {
        var inputs = InputSource(session.bench.options, type, numbers: session.bench.numbers(id, type.id))
        for _ in 0..<Self.tries {
            guard let input = inputs.next(.plain) else { return nil }
            session.host.set(ServiceScript(delivery: .mixed, answers: .fine))
            let record = try session.finish(session.submit(.invoke, instance, input.bytes))
            if record.httpRequests > 0 { return input }
            if Monotonic.now() > record.deadline { return nil }
        }
        return nil
    }
}
