import FoundationEssentials
import HubCore
import Synchronization

/// The audit log in memory, and a report of use and a day's spending that every tenant gets; remembers what it was asked
/// for.
final class ScriptedReports: AuditStore, UsageStore, SpendAlertStore {
    struct State {
        var appended: [(entry: AuditEntry, user: UserID?, scope: TenantScope)] = []
        var filters: [AuditFilter] = []
        var spendingDays: [Date] = []
        var sessions: [(session: SessionID, user: UserID, scope: TenantScope)] = []
        var ranges: [(scope: TenantScope, from: Date, to: Date, session: SessionID?)] = []
    }

    private let state = Mutex(State())
    let entries: [StoredAuditEntry]
    let report: UsageReport
    let spent: DailySpending
    /// Which appendings fail, counted from 0.
    let failingAppends: Set<Int>
    private let appendings = Mutex(0)

    struct Down: StorageFailure {
        var kind: StorageFailureKind { .unavailable }
        var description: String { "down" }
    }

    init(
        entries: [StoredAuditEntry] = [], report: UsageReport = ScriptedReports.empty,
        spent: DailySpending = DailySpending(day: "2026-11-22", costNanodollars: 0), failingAppends: Set<Int> = []
    ) {
        self.spent = spent
        self.failingAppends = failingAppends
        self.entries = entries
        self.report = report
    }

    var kept: State { state.withLock { $0 } }

    static let empty = UsageReport(
        turns: 0, sessions: 0, users: 0,
        total: UsageReport.Line(name: "", modelCalls: 0, failedModelCalls: 0, usage: .zero, costNanodollars: 0),
        days: [], agents: [], models: [], tools: [])

    func append(_ entries: [AuditEntry], user: UserID?, scope: TenantScope) async throws {
        let number = appendings.withLock { count in
            defer { count += 1 }
            return count
        }
        if failingAppends.contains(number) { throw Down() }
        state.withLock { $0.appended += entries.map { ($0, user, scope) } }
    }

    func entries(_ filter: AuditFilter, before: AuditID?, limit: Int) async throws -> [StoredAuditEntry] {
        state.withLock { $0.filters.append(filter) }
        return Array(entries.prefix(limit))
    }

    func usage(of scope: TenantScope, from: Date, to: Date, session: SessionID?) async throws -> UsageReport {
        state.withLock { $0.ranges.append((scope, from, to, session)) }
        return report
    }

    /// The report's total.
    func usage(of session: SessionID, user: UserID, scope: TenantScope) async throws -> UsageReport.Line {
        state.withLock { $0.sessions.append((session, user, scope)) }
        return report.total
    }

    func spending(of scope: TenantScope, onDayOf moment: Date) async throws -> DailySpending {
        state.withLock { $0.spendingDays.append(moment) }
        return spent
    }

    func thresholds() async throws -> [TenantScope: Int64] { throw Unexpected() }
    func raise(_ threshold: Int64, of scope: TenantScope, onDayOf moment: Date, now: Date) async throws -> Bool {
        throw Unexpected()
    }
}
