import Synchronization

/// Bounds the instances that are asked for their health at once: each may keep one of its plugin's threads for seconds, and
/// users' calls need them too.
final class ProbePlaces: Sendable {
    static let perPlugin = 4

    private let taken = Mutex<[String: Int]>([:])

    /// Runs `question` in a place of the plugin's; nil when there is none.
    func run<Answer>(for plugin: String, _ question: () async -> Answer) async -> Answer? {
        let isFree = taken.withLock { taken in
            guard taken[plugin, default: 0] < Self.perPlugin else { return false }
            taken[plugin, default: 0] += 1
            return true
        }
        guard isFree else { return nil }
        defer {
            taken.withLock { taken in
                let rest = (taken[plugin] ?? 1) - 1
                taken[plugin] = rest == 0 ? nil : rest
            }
        }
        return await question()
    }
}
