import FoundationEssentials
import HubCore
import HubMetrics
import Logging
import Synchronization

/// Tells once, over all workers, when a tenant's spending of a day has reached the threshold that the tenant set.
///
/// Turns only say that something was spent; whether it was enough is read from the ledger's rows, now and then. What a
/// worker had not looked at when it ended is looked at when one starts, for the day before too, and whenever the tenant
/// spends again: the sum is of rows, so that whoever looks next sees all of it.
package final class SpendWatch: Sendable {
    private struct State {
        /// Whether every tenant that has a threshold is to be looked at: at the start.
        var watchesAll = true
        var noted: Set<TenantScope> = []
        /// Those whose rows could not be read at the start.
        var missed: Set<TenantScope> = []
        /// The last day whose alert is known to have been raised.
        var raised: [TenantScope: String] = [:]
    }

    /// For how long into a day the day before is looked at too: a turn's rows have the time of its answer.
    private static let grace = 900.0

    private let alerts: any SpendAlertStore
    private let raisedTotal: Counter
    private let logger: Logger
    private let now: @Sendable () -> Date
    private let state = Mutex(State())

    package init(
        alerts: any SpendAlertStore, registry: MetricsRegistry, logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.alerts = alerts
        self.logger = logger
        self.now = now
        raisedTotal = registry.counter(
            "agenthub_spend_alerts_total", "Days of tenants whose spending reached the tenant's threshold."
        ).labelled()
    }

    /// The tenant has spent something, and it is committed; or its threshold may have changed. Waits for nothing.
    package func noteSpending(_ scope: TenantScope) {
        state.withLock { _ = $0.noted.insert(scope) }
    }

    /// Looks at the tenants that were noted since it last did. What it could not read is looked at the next time.
    package func check() async throws {
        let taken = state.withLock { state in
            defer { (state.watchesAll, state.noted, state.missed) = (false, [], []) }
            return state
        }
        guard taken.watchesAll || !taken.noted.isEmpty || !taken.missed.isEmpty else { return }
        let thresholds: [TenantScope: Int64]
        do {
            thresholds = try await alerts.thresholds()
        } catch {
            state.withLock { state in
                state.watchesAll = taken.watchesAll
                state.noted.formUnion(taken.noted)
                state.missed.formUnion(taken.missed)
            }
            throw error
        }
        var failure: (any Error)?
        for (scope, threshold) in thresholds {
            let isFirst = taken.watchesAll || taken.missed.contains(scope)
            guard isFirst || taken.noted.contains(scope) else { continue }
            do {
                for moment in moments(isFirst) { try await check(scope, onDayOf: moment, against: threshold) }
            } catch {
                // One tenant's rows must not keep the others' alerts back.
                failure = error
                state.withLock { state in
                    if isFirst { state.missed.formUnion([scope]) } else { state.noted.formUnion([scope]) }
                }
            }
        }
        if let failure { throw failure }
    }

    /// A moment of each day that is looked at, the later day last.
    private func moments(_ isFirst: Bool) -> [Date] {
        let now = now()
        let earlier = now.addingTimeInterval(isFirst ? -Date.secondsOfDay : -Self.grace)
        return earlier.utcDay == now.utcDay ? [now] : [earlier, now]
    }

    private func check(_ scope: TenantScope, onDayOf moment: Date, against threshold: Int64) async throws {
        if state.withLock({ $0.raised[scope] == moment.utcDay }) { return }
        let spending = try await alerts.spending(of: scope, onDayOf: moment)
        if spending.reachedAt == nil {
            // A threshold of nothing is reached by the first that is spent.
            if spending.costNanodollars < max(threshold, 1) { return }
            if try await alerts.raise(threshold, of: scope, onDayOf: moment, now: now()) {
                raisedTotal.add()
                logger.warning(
                    "A tenant's spending of a day has reached its threshold.",
                    metadata: ["tenant": "\(scope.tenant)", "day": "\(spending.day)"])
            }
        }
        state.withLock { $0.raised[scope] = max($0.raised[scope] ?? "", spending.day) }
    }
}
