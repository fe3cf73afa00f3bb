import HubCore
import PluginABI

/// A whole life, and what is open after it.
struct DescriptorsClosedCheck: PluginCheck {
    let id = "descriptors-closed"
    let group = CheckGroup.life
    let promise = "after stop no file, socket or pipe of the plugin's is open"

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        let before = ProcessFacts()
        try session.liveOnce(bench.numbers(id))
        let left = ProcessFacts().descriptors.filter { before.descriptors[$0.key] != $0.value }
        guard !left.isEmpty else { return }
        bench.voice.find(
            Finding(
                "descriptor-left", "leaves \(left.count) descriptors open",
                details: ["open": .strings(left.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })]))
    }
}
