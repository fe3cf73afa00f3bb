import Glibc
import PluginCheckProbe

/// The child's side: one check, done in this process.
package enum CheckChildMain {
    /// Returns when the check is done; the plugin may end the process before.
    package static func run(_ options: CheckOptions, variant: Int, inspector: @escaping PluginInspector) {
        cp_settle()
        let bench = CheckBench(options: options, variant: variant, inspector: inspector)
        guard cp_reserve() == 0, let check = CheckCatalog.all.first(where: { $0.id == options.only.first }) else {
            return
        }
        cp_watch_faults(bench.voice.faultDescriptor)
        do throws(CheckStop) {
            try check.run(bench)
        } catch {
            if let reason = error.skipped { bench.voice.say(.skipped(reason)) }
        }
        bench.voice.at("the end of the check")
        // What the plugin wrote to standard output shows itself now.
        fflush(nil)
        bench.voice.say(.end)
        // The plugin's destructors are none of the check's business, and its threads may be anywhere.
        _exit(0)
    }
}
