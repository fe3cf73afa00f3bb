/// What a plugin's processes did and use, for metrics.
package struct ProcessStatistics: Sendable {
    /// How often a process ended that should not have, by why: names of signals and a few words.
    package var crashes: [String: Int]
    package var restarts: Int
    /// Of the process that lives; 0 when none does.
    package var residentBytes: Int
    /// Of all processes so far.
    package var processorSeconds: Double
    /// Tenants' tools that are shut out, since it crashed in their calls.
    package var rowsOut = 0
}

/// The same as it is written down.
struct ProcessRecord {
    var restarts = 0
    private var crashes: [String: Int] = [:]
    private var endedSeconds = 0.0
    /// A counter never falls, whatever the system says of a process that is just ending.
    private var shownSeconds = 0.0

    mutating func ended(_ end: ProcessEnd) { endedSeconds += end.processorSeconds }

    mutating func crashed(_ end: ProcessEnd) { crashes[end.label, default: 0] += 1 }

    /// With what the process that lives uses.
    mutating func statistics(residentBytes: Int, processorSeconds: Double) -> ProcessStatistics {
        shownSeconds = max(shownSeconds, endedSeconds + processorSeconds)
        return ProcessStatistics(
            crashes: crashes, restarts: restarts, residentBytes: residentBytes, processorSeconds: shownSeconds)
    }
}
