import HubCore

/// A configuration that the type takes.
struct GoodConfigurationCheck: PluginCheck {
    let id = "good-config"
    let group = CheckGroup.configuration
    let promise = "create makes an instance with a configuration made from config_schema, or with the one of --config"

    private static let instances = 5

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        try session.start()
        for type in session.plugin.types {
            do throws(CheckStop) {
                for _ in 0..<Self.instances { session.destroy(try session.makeInstance(of: type)) }
            } catch {
                bench.voice.find(
                    Finding(
                        "config-unknown", error.detail ?? error.skipped ?? "no instance could be made",
                        details: [
                            "help": .string(
                                "say in config_schema what is expected, by \"examples\" beside it or its members, "
                                    + "or give a configuration: --config \(type.id)=JSON")
                        ]))
            }
        }
        session.stop()
    }
}
