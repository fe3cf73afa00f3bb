import FoundationEssentials
import HubCore
import HubMetrics
import Logging
import Synchronization
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct SpendWatchTests {
    /// Thresholds, spending and alerts in memory, as the seam promises.
    private final class Ledger: SpendAlertStore {
        struct State {
            var thresholds: [TenantScope: Int64] = [:]
            /// By tenant and day.
            var spent: [String: Int64] = [:]
            var reached: [String: Date] = [:]
            var asked: [String] = []
            var isDown = false
            /// Tenants whose rows cannot be read.
            var broken: Set<TenantScope> = []
        }

        struct Down: Error {}

        let state = Mutex(State())

        static func key(_ scope: TenantScope, _ day: String) -> String { "\(scope.tenant) \(day)" }

        func change(_ change: @Sendable (inout State) -> Void) { state.withLock { change(&$0) } }
        func spend(_ cost: Int64, _ scope: TenantScope, on day: String) {
            state.withLock { $0.spent[Self.key(scope, day), default: 0] += cost }
        }

        func thresholds() async throws -> [TenantScope: Int64] {
            try state.withLock { state in
                if state.isDown { throw Down() }
                return state.thresholds
            }
        }

        func spending(of scope: TenantScope, onDayOf moment: Date) async throws -> DailySpending {
            let key = Self.key(scope, moment.utcDay)
            return try state.withLock { state in
                if state.broken.contains(scope) { throw Down() }
                state.asked.append(key)
                return DailySpending(
                    day: moment.utcDay, costNanodollars: state.spent[key] ?? 0, reachedAt: state.reached[key])
            }
        }

        func raise(_ threshold: Int64, of scope: TenantScope, onDayOf moment: Date, now: Date) async throws -> Bool {
            let key = Self.key(scope, moment.utcDay)
            return state.withLock { state in
                guard state.spent[key] ?? 0 >= threshold, state.reached[key] == nil else { return false }
                state.reached[key] = now
                return true
            }
        }

        var asked: [String] {
            state.withLock { state in
                defer { state.asked = [] }
                return state.asked
            }
        }
        var reached: [String: Date] { state.withLock { $0.reached } }
    }

    private final class Wall: Sendable {
        let date: Mutex<Date>
        init(_ date: Date) { self.date = Mutex(date) }
        func pass(_ seconds: Double) { date.withLock { $0 += seconds } }
        var now: Date { date.withLock { $0 } }
    }

    /// At 2025-10-15, 08:00 UTC.
    private struct Worker {
        let ledger: Ledger
        let wall: Wall
        let logs = LogLines()
        let registry = MetricsRegistry()
        let watch: SpendWatch

        init(_ ledger: Ledger = Ledger(), wall: Wall = Wall(World.date)) {
            self.ledger = ledger
            self.wall = wall
            watch = SpendWatch(alerts: ledger, registry: registry, logger: logs.logger) { wall.now }
        }
    }

    private let scope = World.scope
    private let other = TenantScope(tenant: World.id("other"))

    /// Whose first look, at all that have a threshold, is done.
    private func worker(_ thresholds: [TenantScope: Int64]) async throws -> Worker {
        let worker = Worker()
        worker.ledger.change { $0.thresholds = thresholds }
        try await worker.watch.check()
        _ = worker.ledger.asked
        return worker
    }

    @Test func tellsOnceWhenTheSumReachesTheThreshold() async throws {
        let worker = try await worker([scope: 100])
        worker.ledger.spend(99, scope, on: "2025-10-15")
        worker.watch.noteSpending(scope)
        try await worker.watch.check()
        #expect(worker.logs.lines.isEmpty && worker.ledger.reached.isEmpty)
        worker.ledger.spend(1, scope, on: "2025-10-15")
        worker.watch.noteSpending(scope)
        try await worker.watch.check()
        #expect(worker.ledger.reached == ["meadow 2025-10-15": World.date])
        worker.watch.noteSpending(scope)
        try await worker.watch.check()
        let line = try #require(worker.logs.lines.first)
        #expect(worker.logs.lines.count == 1)
        #expect(line.level == .warning)
        #expect(line.metadata == ["tenant": "meadow", "day": "2025-10-15"])
        #expect(worker.registry.exposition().contains("agenthub_spend_alerts_total 1\n"))
    }

    @Test func readsNoSumOfWhoSpentNothingHasNoThresholdOrWasTold() async throws {
        let worker = try await worker([scope: 100])
        worker.ledger.spend(500, other, on: "2025-10-15")
        worker.watch.noteSpending(other)
        try await worker.watch.check()
        #expect(worker.ledger.asked == [])
        worker.ledger.spend(100, scope, on: "2025-10-15")
        try await worker.watch.check()
        #expect(worker.ledger.asked == [])
        worker.watch.noteSpending(scope)
        try await worker.watch.check()
        worker.watch.noteSpending(scope)
        try await worker.watch.check()
        #expect(worker.ledger.asked == ["meadow 2025-10-15"])
    }

    @Test func tellsNothingThatAnotherWorkerTold() async throws {
        let worker = try await worker([scope: 100])
        worker.ledger.spend(100, scope, on: "2025-10-15")
        worker.ledger.change { $0.reached["meadow 2025-10-15"] = World.date }
        worker.watch.noteSpending(scope)
        try await worker.watch.check()
        #expect(worker.logs.lines.isEmpty)
        #expect(worker.registry.exposition().contains("agenthub_spend_alerts_total 0\n"))
    }

    /// A worker ended between a commit and its look.
    @Test func looksAtEverybodysDayAndTheDayBeforeWhenItStarts() async throws {
        let worker = Worker()
        worker.ledger.change { $0.thresholds = [self.scope: 100, self.other: 100] }
        worker.ledger.spend(100, scope, on: "2025-10-14")
        worker.ledger.spend(100, other, on: "2025-10-15")
        worker.ledger.spend(100, other, on: "2025-10-13")
        try await worker.watch.check()
        #expect(Set(worker.ledger.reached.keys) == ["meadow 2025-10-14", "other 2025-10-15"])
        try await worker.watch.check()
        #expect(worker.logs.lines.count == 2)
    }

    @Test func looksAtTheDayBeforeForAWhile() async throws {
        let worker = try await worker([scope: 100])
        // 2025-10-16, 00:10 UTC: rows of the last turns of the day before have come meanwhile.
        worker.wall.pass(16 * 3600 + 600)
        worker.ledger.spend(100, scope, on: "2025-10-15")
        worker.ledger.spend(1, scope, on: "2025-10-16")
        worker.watch.noteSpending(scope)
        try await worker.watch.check()
        #expect(Array(worker.ledger.reached.keys) == ["meadow 2025-10-15"])
        worker.ledger.spend(99, scope, on: "2025-10-16")
        worker.watch.noteSpending(scope)
        try await worker.watch.check()
        #expect(Set(worker.ledger.reached.keys) == ["meadow 2025-10-15", "meadow 2025-10-16"])
        _ = worker.ledger.asked
        worker.wall.pass(600)
        worker.watch.noteSpending(scope)
        try await worker.watch.check()
        #expect(worker.ledger.asked == [])
    }

    @Test func aDatabaseThatIsDownLosesNothing() async throws {
        let worker = Worker()
        worker.ledger.change {
            $0.thresholds = [self.scope: 100]
            $0.isDown = true
        }
        worker.ledger.spend(100, scope, on: "2025-10-15")
        await #expect(throws: Ledger.Down.self) { try await worker.watch.check() }
        worker.watch.noteSpending(other)
        await #expect(throws: Ledger.Down.self) { try await worker.watch.check() }
        worker.ledger.change { $0.isDown = false }
        try await worker.watch.check()
        #expect(Array(worker.ledger.reached.keys) == ["meadow 2025-10-15"])
    }

    @Test(arguments: [false, true])
    func aTenantWhoseRowsCannotBeSummedKeepsNoAlertOfOthersBack(isFirst: Bool) async throws {
        let thresholds = [scope: Int64(100), other: 100]
        let worker = isFirst ? Worker() : try await worker(thresholds)
        worker.ledger.change {
            $0.thresholds = thresholds
            $0.broken = [self.scope]
        }
        let day = isFirst ? "2025-10-14" : "2025-10-15"
        worker.ledger.spend(100, scope, on: day)
        worker.ledger.spend(100, other, on: day)
        worker.watch.noteSpending(scope)
        worker.watch.noteSpending(other)
        await #expect(throws: Ledger.Down.self) { try await worker.watch.check() }
        #expect(Array(worker.ledger.reached.keys) == ["other \(day)"])
        _ = worker.ledger.asked
        worker.ledger.change { $0.broken = [] }
        try await worker.watch.check()
        #expect(Set(worker.ledger.reached.keys) == ["other \(day)", "meadow \(day)"])
        // Nobody else is looked at for its sake.
        #expect(worker.ledger.asked.allSatisfy { $0.hasPrefix("meadow") })
    }

    @Test func aThresholdOfNothingIsReachedByTheFirstThatIsSpent() async throws {
        let worker = try await worker([scope: 0])
        worker.watch.noteSpending(scope)
        try await worker.watch.check()
        #expect(worker.ledger.reached.isEmpty)
        worker.ledger.spend(1, scope, on: "2025-10-15")
        worker.watch.noteSpending(scope)
        try await worker.watch.check()
        #expect(worker.ledger.reached.count == 1)
    }
}
