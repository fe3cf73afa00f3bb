import Glibc

/// What a plugin's processes did and use, for metrics.
package struct ProcessStatistics: Sendable {
    /// How often a process ended that should not have, by why: names of signals and a few words.
    package var crashes: [String: Int]
    package var restarts: Int
    /// Of the process that lives; 0 when none does.
    package var residentBytes: Int
    /// Of all processes so far.
    package var processorSeconds: Double
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

    /// `id`: the process that lives, if any does.
    mutating func statistics(id: pid_t?) -> ProcessStatistics {
        let seconds = endedSeconds + (id.flatMap(ProcessUsage.processorSeconds) ?? 0)
        shownSeconds = max(shownSeconds, seconds)
        return ProcessStatistics(
            crashes: crashes, restarts: restarts, residentBytes: id.flatMap(ProcessUsage.residentBytes) ?? 0,
            processorSeconds: shownSeconds)
    }
}
