import HubCore
import PluginABI

/// A whole life, and what threads are left of it.
struct ThreadsJoinedCheck: PluginCheck {
    let id = "threads-joined"
    let group = CheckGroup.life
    let promise = "after stop no thread of the plugin's is left"

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        let before = ProcessFacts()
        try session.liveOnce(bench.numbers(id))
        let left = ProcessFacts.threads(besides: before.threads, patience: min(bench.options.patience, .seconds(2)))
        guard !left.isEmpty else { return }
        bench.voice.find(
            Finding(
                "thread-left", "leaves \(left.count) threads behind; stop joins all of the plugin's threads",
                details: ["threads": .strings(ProcessFacts.names(of: left))]))
    }
}
