import Foundation
import Support

/// The most memory that this process has held since this was made, or the plugin's own process when it has one; for tests in a
/// process of their own.
struct PeakMemory {
    private let before: Int

    init() throws {
        // Linux forgets the peak until now. https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html
        try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
        before = try Self.peak()
    }

    /// In bytes. Of a plugin's own process it is known when that has ended, which is a moment after its host has gone.
    var growth: Int {
        get async throws {
            guard PluginMode.isIsolated else { return try Self.peak() - before }
            try await yieldWhile { PluginMode.memoryGrowth == nil }
            guard let growth = PluginMode.memoryGrowth else {
                throw FixtureError(description: "no plugin's process has ended")
            }
            return growth
        }
    }

    private static func peak() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
        guard let kilobytes = line?.split(separator: " ").compactMap({ Int($0) }).first else {
            throw FixtureError(description: "Linux tells no peak")
        }
        return kilobytes * 1024
    }
}
