import HTTPTypes
import HubCore
import HubMetrics
import Synchronization
import Testing

@testable import HubServer

@Suite struct HealthMonitorTests {
    private func check(_ name: String, _ health: PartHealth, isRequired: Bool = true) -> HealthCheck {
        HealthCheck(name: name, isRequired: isRequired) { health }
    }

    @Test(arguments: [
        (PartHealth.ok, true, 200, "ready", "ok"), (.degraded("slow"), true, 200, "degraded", "degraded"),
        (.down("gone"), true, 503, "not_ready", "down"), (.down("gone"), false, 200, "degraded", "down"),
    ])
    func tellsPartsApart(health: PartHealth, isRequired: Bool, status: Int, word: String, part: String) async throws {
        let house = try House(checks: [check("database", .ok), check("part", health, isRequired: isRequired)])
        await house.health.askAll()
        let reply = try await house.send(.get, "/health/ready")
        #expect(reply.status == status)
        #expect(reply.json?["status"]?.stringValue == word)
        #expect(reply.json?["parts"]?["part"]?["status"]?.stringValue == part)
        #expect(reply.json?["parts"]?["database"]?["status"] == "ok")
    }

    @Test func tellsPrometheusToo() async throws {
        // A clock that stands: on a busy machine the findings would be too old to count before they are read.
        let monitor = HealthMonitor(
            [check("well", .ok), check("slow", .degraded("late")), check("gone", .down("no answer"))], now: { 1 })
        let registry = MetricsRegistry()
        monitor.register(on: registry)
        await monitor.askAll()
        let lines = Set(registry.exposition().split(separator: "\n"))
        let up = [("well", 1, 0), ("slow", 1, 1), ("gone", 0, 1)]
        for (part, isUp, isDegraded) in up {
            #expect(lines.contains("agenthub_part_up{part=\"\(part)\"} \(isUp)"))
            #expect(lines.contains("agenthub_part_degraded{part=\"\(part)\"} \(isDegraded)"))
        }
    }

    @Test func isNotReadyBeforeItAsked() async throws {
        #expect(try await House(checks: [check("database", .ok)]).send(.get, "/health/ready").status == 503)
    }

    @Test func asksNobodyWhenItIsAsked() async throws {
        let asked = Mutex(0)
        let house = try House(checks: [
            HealthCheck(name: "database") {
                asked.withLock { $0 += 1 }
                return .ok
            }
        ])
        await house.health.askAll()
        for _ in 0..<200 { _ = try await house.send(.get, "/health/ready") }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func takesSilenceForDown() async {
        let time = Mutex<UInt64>(0)
        let monitor = HealthMonitor([check("database", .ok)]) { time.withLock { $0 } }
        await monitor.askAll()
        time.withLock { $0 = 3_000_000_000 }
        #expect(monitor.parts.map(\.health) == [.ok])
        time.withLock { $0 += 1 }
        #expect(monitor.parts.map(\.health) == [.down("does not answer")])
    }

    @Test(.timeLimit(.minutes(1))) func asksThePartsUntilItIsCancelled() async {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let monitor = HealthMonitor([
            HealthCheck(name: "database") {
                continuation.yield()
                return .ok
            }
        ])
        let running = Task { await monitor.run() }
        for await _ in stream { break }
        running.cancel()
        await running.value
    }
}
