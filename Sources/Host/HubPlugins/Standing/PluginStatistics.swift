/// A plugin's state and conduct, for health and metrics.
package struct PluginStatistics: Sendable {
    package var plugin: String
    package var version: String
    /// Why no call goes to it any more; nil while calls do.
    package var quarantine: String?
    package var instances: Int
    /// Calls past their time that it has not completed.
    package var owedCompletions: Int
    package var misbehaviours: [Misbehaviour: Int]
    /// Pieces of work that wait for a thread.
    package var waitingJobs: Int
    /// nil: it runs in this process.
    package var process: ProcessStatistics?
}
