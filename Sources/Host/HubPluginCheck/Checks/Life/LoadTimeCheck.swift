import HubCore

/// How long [load] functions take. A busy machine is slow too, so that this is only told.
struct LoadTimeCheck: PluginCheck {
    let id = "load-time"
    let group = CheckGroup.life
    let promise = "start, create and destroy return within 100 ms, stop within 5 s (a warning, no failure)"

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open(), timesLoads: true)
        try session.liveOnce(bench.numbers(id))
    }
}
