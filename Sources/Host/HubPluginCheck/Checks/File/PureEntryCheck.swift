import HubCore
import PluginABI

/// The entry point does nothing but return its table.
struct PureEntryCheck: PluginCheck {
    let id = "pure-entry"
    let group = CheckGroup.file
    let promise = "ah_plugin_v1 returns one table, and neither it nor loading starts a thread or opens a file"

    func run(_ bench: CheckBench) throws(CheckStop) {
        let before = ProcessFacts()
        let entry = try bench.entry()
        let loaded = ProcessFacts()
        tell(before, loaded, "loading the library", bench)
        bench.voice.at("ah_plugin_v1")
        let tables = (0..<3).map { _ in entry(AH_ABI) }
        tell(loaded, ProcessFacts(), "ah_plugin_v1", bench)
        if Set(tables.map { UInt(bitPattern: $0) }).count != 1 {
            bench.voice.find(Finding("entry-differs", "ah_plugin_v1 returns another table when it is called again"))
        }
    }

    private func tell(_ before: ProcessFacts, _ after: ProcessFacts, _ step: String, _ bench: CheckBench) {
        if !after.threads.isSubset(of: before.threads) {
            bench.voice.find(
                Finding(
                    "entry-thread", "\(step) starts a thread; threads are started by start",
                    details: ["threads": .strings(ProcessFacts.names(of: after.threads.subtracting(before.threads)))]))
        }
        let opened = after.descriptors.filter { before.descriptors[$0.key] != $0.value }
        if !opened.isEmpty {
            bench.voice.find(
                Finding(
                    "entry-descriptor", "\(step) opens a file; what needs I/O is opened by the first call",
                    details: ["files": .strings(opened.values.sorted())]))
        }
    }
}
