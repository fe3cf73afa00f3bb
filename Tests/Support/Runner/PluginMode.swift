import Foundation
import Synchronization

/// Where the tests' plugins run: in this process, or each host's in a PluginRunner of its own, confined as it is in use.
package enum PluginMode {
    /// Set AGENTHUB_TEST_PLUGINS=isolated.
    package static let isIsolated = ProcessInfo.processInfo.environment["AGENTHUB_TEST_PLUGINS"] == "isolated"

    /// How much more memory than at its start an isolated plugin's process has come to hold, in bytes, by the time that its host went;
    /// nil: no host has gone.
    package static var memoryGrowth: Int? { RunnerProcess.memoryGrowth }

    /// The folders in /proc of the processes in which plugins' code runs.
    package static var processFolders: [String] {
        isIsolated ? RunnerProcess.living.withLock { $0.map { "/proc/\($0)" } } : ["/proc/self"]
    }
}
