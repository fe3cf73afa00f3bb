import HubCore
import PluginABI

/// What the plugin asks the host for.
struct ServicesInManifestCheck: PluginCheck {
    let id = "services-in-manifest"
    let group = CheckGroup.services
    let promise = "every service that the plugin asks the host for stands in its manifest"

    private static let calls = 20

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        try session.start()
        for type in session.plugin.types {
            let instance = try session.makeInstance(of: type)
            var inputs = InputSource(bench.options, type, numbers: bench.numbers(id, type.id))
            for round in 0..<Self.calls {
                guard let input = inputs.next(round % 2 == 0 ? .plain : .odd) else { break }
                session.host.set(ServiceScript(delivery: .mixed, answers: round % 4 == 3 ? .anything : .fine))
                let record = try session.finish(session.submit(.invoke, instance, input.bytes))
                if Monotonic.now() > record.deadline { break }
            }
            session.destroy(instance)
        }
        session.stop()
        let listed = Set(session.plugin.services)
        for name in session.host.asked.subtracting(listed).sorted() where ServiceTables.ids.contains(name) {
            bench.voice.find(
                Finding(
                    "service-unlisted",
                    "asks for \(name), which its manifest does not list: the host will never grant it",
                    details: ["manifest": .strings(session.plugin.services)]))
        }
    }
}
