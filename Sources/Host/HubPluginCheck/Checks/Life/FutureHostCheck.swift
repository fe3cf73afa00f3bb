import HubCore
import PluginABI

/// A host of a later version of the ABI.
struct FutureHostCheck: PluginCheck {
    let id = "future-host"
    let group = CheckGroup.life
    let promise = "a host of a later minor version is served as well, and one of another major version harms nothing"

    private static let laterMinor = AH_ABI + 99
    private static let otherMajor = AH_ABI + 0x10000

    func run(_ bench: CheckBench) throws(CheckStop) {
        let plugin = try bench.open()
        bench.voice.at("ah_plugin_v1 with a host of ABI 2.0")
        _ = plugin.entry(Self.otherMajor)
        bench.voice.at("ah_plugin_v1 with a host of ABI 1.99")
        guard plugin.entry(Self.laterMinor) == plugin.pointer else {
            bench.voice.find(
                Finding(
                    "future-minor",
                    "ah_plugin_v1 does not return its table for a host of ABI 1.99; minor versions only add"))
            throw .found
        }
        // Its table is longer than this version's.
        let session = PluginSession(bench, plugin, host: bench.host(granting: plugin.services, abi: Self.laterMinor))
        try session.start()
        for type in plugin.types {
            let instance = try session.makeInstance(of: type)
            var inputs = InputSource(bench.options, type, numbers: bench.numbers(id, type.id))
            if let input = inputs.next(.least) { try session.finish(session.submit(.invoke, instance, input.bytes)) }
            session.destroy(instance)
        }
        session.stop()
    }
}
