import Glibc
import HubCore
import PluginABI
import PluginCheckProbe

/// What belongs to the process, before and after a whole life.
struct ProcessRulesCheck: PluginCheck {
    let id = "process-rules"
    let group = CheckGroup.process
    let promise = "the plugin leaves alone what belongs to the process: signals, folder, environment, children, output"

    func minds(_ matter: CheckMatter) -> Bool { matter == .output }

    func run(_ bench: CheckBench) throws(CheckStop) {
        let before = ProcessFacts()
        let session = PluginSession(bench, try bench.open())
        try session.liveOnce(bench.numbers(id))
        let after = ProcessFacts()
        for (number, pair) in zip(before.signals, after.signals).enumerated() where pair.0 != pair.1 {
            let name = Ending.name(of: Int32(number + 1))
            bench.voice.find(Finding("signal-handler", "changes what happens on \(name); signals are the host's"))
        }
        tell("folder", "changes the working directory to \(after.folder)", before.folder != after.folder, bench)
        tell("umask", "changes the umask", before.mask != after.mask, bench)
        tell("environment", "changes the environment", before.environment != after.environment, bench)
        tell("locale", "changes the locale to \(after.locale)", before.locale != after.locale, bench)
        tell("child", "starts a process of its own", cp_has_had_children() != 0, bench)
        for number in 0...2 where before.descriptors[number] != after.descriptors[number] {
            bench.voice.find(Finding("standard-descriptor", "changes the descriptor \(number), which is the host's"))
        }
    }

    private func tell(_ rule: String, _ message: String, _ isSo: Bool, _ bench: CheckBench) {
        if isSo { bench.voice.find(Finding(rule, message)) }
    }
}
