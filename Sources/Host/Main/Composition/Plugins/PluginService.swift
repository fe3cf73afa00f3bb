import HubCore
import HubServer
import Logging
import ServiceLifecycle
import Synchronization

/// Does with plugins what nobody asks for at that moment, until the shutdown: follows the routes that other workers changed,
/// takes back those to releases that gave up, and writes incidents down.
struct PluginService: Service {
    let rollout: PluginRollout
    let store: any PluginReleaseStore
    let news: PluginNews
    let logger: Logger

    /// Between two readings of the routes when nobody tells of a change: news may be lost.
    private static let interval = Duration.seconds(60)
    /// Attempts to store that a release gave up. What fails then is noticed by whoever starts it next.
    private static let attempts = 20

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                let due = DueTime()
                group.addTask { await follow(due) }
                group.addTask { await tick(due) }
                group.addTask { await takeBack() }
                group.addTask { await writeDown() }
            }
        }
    }

    /// One attempt to follow what is stored; whether all of it is followed.
    @discardableResult
    func followOnce(quietly: Bool = false) async -> Bool {
        do {
            let failures = try await rollout.catchUp()
            if !quietly {
                for failure in failures {
                    logger.error(
                        "a release of a plugin does not serve here",
                        metadata: [
                            "plugin": "\(failure.route.plugin)", "digest": "\(failure.route.digest ?? "-")",
                            "tenant": "\(failure.route.tenant?.rawValue ?? "-")", "reason": "\(failure.reason)",
                        ])
                }
            }
            return failures.isEmpty
        } catch {
            if !quietly, !Task.isCancelled {
                logger.warning("routes of plugins not read", metadata: ["error": "\(error)"])
            }
            return false
        }
    }

    /// A failure is told of when it begins; it is tried again later and later, up to once a minute.
    private func follow(_ due: DueTime) async {
        var pause = RetryPause()
        for await _ in news.changes.stream {
            if await followOnce(quietly: pause.isFailing) {
                pause.succeed()
                due.set(in: Self.interval)
            } else {
                due.set(in: pause.fail())
            }
        }
    }

    private func tick(_ due: DueTime) async {
        while !Task.isCancelled {
            if due.hasCome { news.changed() }
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
    }

    private func takeBack() async {
        for await failed in news.failures.stream {
            logger.error(
                "a release of a plugin has failed, and what served before serves again",
                metadata: ["plugin": "\(failed.plugin)", "digest": "\(failed.digest)", "reason": "\(failed.reason)"])
            var pause = RetryPause()
            for attempt in 1...Self.attempts {
                do {
                    try await rollout.abandon(failed.digest, of: failed.plugin, reason: failed.reason)
                    break
                } catch {
                    if Task.isCancelled { return }
                    if attempt == 1 || attempt == Self.attempts {
                        logger.warning("a failed release is not stored as such", metadata: ["error": "\(error)"])
                    }
                }
                do { try await Task.sleep(for: pause.fail()) } catch { return }
            }
        }
    }

    private func writeDown() async {
        var isFailing = false
        for await incident in news.incidents.stream {
            do {
                try await store.note(incident)
                isFailing = false
            } catch {
                if !isFailing, !Task.isCancelled {
                    logger.warning("incidents of plugins not written down", metadata: ["error": "\(error)"])
                }
                isFailing = true
            }
        }
    }
}

/// When the routes are to be read although nobody told of a change.
private final class DueTime: Sendable {
    private let time = Mutex(ContinuousClock.now)

    func set(in pause: Duration) { time.withLock { $0 = .now + pause } }
    var hasCome: Bool { time.withLock { $0 <= .now } }
}
