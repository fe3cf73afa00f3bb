import HubCore
import PluginABI

/// What the plugin uses of the host.
struct ServicesInManifestCheck: PluginCheck {
    let id = "services-in-manifest"
    let group = CheckGroup.services
    let promise = "every service of the host's that the plugin uses stands in its manifest"

    private static let calls = 20

    func run(_ bench: CheckBench) throws(CheckStop) {
        // The host gives what is listed and nothing more; this one gives all, to see what is used.
        let session = PluginSession(bench, try bench.open(), host: bench.host(granting: ServiceTables.ids))
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
        for name in session.host.used.subtracting(listed).sorted() {
            bench.voice.find(
                Finding(
                    "service-unlisted",
                    "uses \(name), which its manifest does not list, so that no host grants it",
                    details: ["manifest": .strings(session.plugin.services)]))
        }
    }
}
