import HubCore
import HubMetrics
import Synchronization

/// Knows the state of the parts: asks each once a second, beside the requests that want to know it, so that a flood of
/// those is no flood for the parts.
package final class HealthMonitor: Sendable {
    /// Between two questions to a part.
    private static let interval = Duration.seconds(1)
    /// How old a part's last answer may be: the pause, and two seconds for the next answer.
    private static let patience = Duration.seconds(3)

    private struct Finding {
        var health: PartHealth
        var at: UInt64
    }

    private let checks: [HealthCheck]
    private let now: @Sendable () -> UInt64
    private let findings = Mutex<[String: Finding]>([:])

    /// `now` reads a monotonic clock in nanoseconds.
    package init(_ checks: [HealthCheck], now: @escaping @Sendable () -> UInt64 = { MonotonicTime.now() }) {
        precondition(Set(checks.map(\.name)).count == checks.count, "a part is checked once")
        self.checks = checks
        self.now = now
    }

    /// Asks all parts, each for itself, until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for check in checks {
                group.addTask { [self] in
                    while !Task.isCancelled {
                        await ask(check)
                        do {
                            try await Task.sleep(for: Self.interval)
                        } catch {
                            // Cancelled: nobody wants to know any more.
                            return
                        }
                    }
                }
            }
        }
    }

    /// Asks every part once, at the same time. For a start that is ready when it says so.
    package func askAll() async {
        await withDiscardingTaskGroup { group in
            for check in checks { group.addTask { [self] in await ask(check) } }
        }
    }

    /// For those who watch over many workers.
    package func register(on registry: MetricsRegistry) {
        registry.gauge("agenthub_part_up", "1 while the part answers, degraded or not.", labels: ["part"]) { [self] in
            parts.map { ([$0.check.name], $0.health.isDown ? 0 : 1) }
        }
        registry.gauge("agenthub_part_degraded", "1 while something is wrong with the part.", labels: ["part"]) {
            [self] in
            parts.map { ([$0.check.name], $0.health == .ok ? 0 : 1) }
        }
    }

    private func ask(_ check: HealthCheck) async {
        let health = await check.state()
        findings.withLock { $0[check.name] = Finding(health: health, at: now()) }
    }

    /// The parts in the order of their checks, as they were last found.
    var parts: [(check: HealthCheck, health: PartHealth)] {
        let findings = findings.withLock { $0 }
        let now = now()
        return checks.map { check in
            guard let finding = findings[check.name] else { return (check, .down("not asked yet")) }
            let age = Duration.nanoseconds(Int64(clamping: now > finding.at ? now - finding.at : 0))
            return (check, age > Self.patience ? .down("does not answer") : finding.health)
        }
    }
}
