import HubCore
import Logging
import Synchronization

/// How a plugin has behaved, and whether it is shut out for it.
final class PluginStanding: Sendable {
    private struct State {
        var counts: [Misbehaviour: Int] = [:]
        /// When something was last said, and how often it happened since.
        var said: [Saying: (at: UInt64, unsaid: Int)] = [:]
        var orphans = 0
        /// For good.
        var quarantine: String?
        /// For a time: until it is admitted again.
        var rest: String?
    }

    /// What is said apart: a kind, with its detail while there are few of them.
    private struct Saying: Hashable {
        let kind: Misbehaviour
        let detail: String
    }

    /// Details hold figures of the plugin's choice, and so may be as many as its calls.
    private static let details = 32

    /// It is said again after so many nanoseconds at the earliest.
    private static let silence: UInt64 = 60_000_000_000

    private let orphanLimit: Int
    private let logger: Logger
    private let quarantined: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// `quarantined` hears the reason, once.
    init(
        plugin: String, orphanLimit: Int, logger: Logger, quarantined: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.orphanLimit = orphanLimit
        self.quarantined = quarantined
        var logger = logger
        logger[metadataKey: "plugin"] = "\(plugin)"
        self.logger = logger
    }

    /// Counts, and says so once and then at most once a minute, the same detail of the same kind.
    func note(_ misbehaviour: Misbehaviour, _ detail: @autoclosure () -> String = "") {
        let now = MonotonicTime.now()
        let detail = detail()
        let unsaid: Int? = state.withLock { state in
            state.counts[misbehaviour, default: 0] += 1
            var saying = Saying(kind: misbehaviour, detail: detail)
            if state.said[saying] == nil, state.said.count >= Self.details {
                saying = Saying(kind: misbehaviour, detail: "")
            }
            let earlier = state.said[saying]
            if let earlier, now &- earlier.at < Self.silence {
                state.said[saying] = (earlier.at, earlier.unsaid + 1)
                return nil
            }
            state.said[saying] = (now, 0)
            return earlier?.unsaid ?? 0
        }
        guard let unsaid else { return }
        // What comes late is owed all the same, and is only refused.
        let isLate = misbehaviour == .lateCompletion
        logger.log(
            level: isLate ? .debug : .warning,
            "\(isLate ? "Refused of a plugin" : "A plugin broke its contract"): \(misbehaviour.rawValue)\(detail.isEmpty ? "" : " (\(detail))")",
            metadata: unsaid > 0 ? ["unsaid": "\(unsaid)"] : nil)
    }

    /// No fault of the plugin's: its folder is not there.
    func noteDataFolder(_ problem: DataFolder.Problem) {
        logger.error(
            "The plugin's data folder cannot be made: look at the folder of plugins' data and its permissions.",
            metadata: ["errno": "\(problem.code)"])
    }

    /// A call's caller has gone, and the plugin still owes its completion. A plugin that owes too many is shut out.
    func callOrphaned() {
        let owed = state.withLock { state in
            state.orphans += 1
            return state.orphans
        }
        if owed > orphanLimit { quarantine("it never completed \(owed) calls that were past their time") }
    }

    /// It went with the process that had the call.
    func orphanLost() { state.withLock { $0.orphans -= 1 } }

    func orphanCompleted() {
        state.withLock { $0.orphans -= 1 }
        note(.lateCompletion)
    }

    /// No more calls go to the plugin in the life of this process. The first reason stays.
    func quarantine(_ reason: String) {
        let isFirst = state.withLock { state in
            guard state.quarantine == nil else { return false }
            state.quarantine = reason
            return true
        }
        guard isFirst else { return }
        logger.error("The plugin is shut out until the server restarts: \(reason)")
        quarantined(reason)
    }

    /// No more calls go to the plugin until it is admitted again.
    func rest(_ reason: String, seconds: UInt64) {
        state.withLock { $0.rest = reason }
        logger.error("The plugin is shut out for \(seconds) s: \(reason)")
    }

    func readmit() {
        let wasOut = state.withLock { state in
            defer { state.rest = nil }
            return state.rest != nil
        }
        if wasOut { logger.notice("The plugin has started again and is admitted") }
    }

    /// Why the plugin is shut out; nil while it is not.
    var quarantineReason: String? { state.withLock { $0.quarantine ?? $0.rest } }

    /// Whether it is shut out until the server restarts.
    var isShutOutForGood: Bool { state.withLock { $0.quarantine != nil } }

    /// Calls that the plugin still owes a completion nobody waits for.
    var orphanCount: Int { state.withLock { $0.orphans } }

    var counts: [Misbehaviour: Int] { state.withLock { $0.counts } }
}
