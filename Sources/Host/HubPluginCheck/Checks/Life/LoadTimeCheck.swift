import HubCore

/// How long [load] functions take. They are timed in every check; here they run with nothing beside them.
struct LoadTimeCheck: PluginCheck {
    let id = "load-time"
    let group = CheckGroup.life
    let promise = "start, create and destroy return within 100 ms, stop within 5 s (only told: a busy machine is slow too)"

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open(), timesLoads: true)
        try session.liveOnce(bench.numbers(id))
    }
}
