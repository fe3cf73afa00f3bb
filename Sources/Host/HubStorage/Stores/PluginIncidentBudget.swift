import FoundationEssentials
import HubCore
import Synchronization

/// How many incidents of a plugin are written down: the first few of each kind in a minute, and how many were not.
final class PluginIncidentBudget: Sendable {
    static let rows = 5
    static let window: TimeInterval = 60
    /// Plugins and kinds that are counted apart. There are not so many plugins; what is more shares one count.
    private static let maximum = 1024

    private struct Count {
        var begin: Date
        var written = 0
        var leftOut = 0
    }

    private let counts = Mutex<[String: Count]>([:])

    /// How many were left out since the last one that was written; nil: this one is left out too. A clock that was set back
    /// counts as a minute that has passed.
    func take(_ incident: PluginIncident, at now: Date) -> Int? {
        let name = "\(incident.kind.name) \(incident.plugin)"
        return counts.withLock { counts in
            let key = counts[name] != nil || counts.count < Self.maximum ? name : ""
            var count = counts[key] ?? Count(begin: now)
            defer { counts[key] = count }
            if now < count.begin || now.timeIntervalSince(count.begin) >= Self.window {
                count.begin = now
                count.written = 0
            }
            guard count.written < Self.rows else {
                count.leftOut += 1
                return nil
            }
            count.written += 1
            defer { count.leftOut = 0 }
            return count.leftOut
        }
    }
}

extension PluginIncident.Kind {
    fileprivate var name: String {
        switch self {
        case .crashed: "crash"
        case .killed: "kill"
        case .quarantined: "quarantine"
        case .toolShutOut: "shut out tool"
        }
    }
}
