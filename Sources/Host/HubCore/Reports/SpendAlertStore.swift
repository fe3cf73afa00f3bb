import FoundationEssentials

/// What tenants spent in a day, and whether it reached the threshold that they set.
package protocol SpendAlertStore: Sendable {
    /// The tenants that have a threshold (`TenantSettings.dailySpendAlert`), in nano-dollars.
    func thresholds() async throws -> [TenantScope: Int64]
    /// The sum of the ledger's rows of the day, in UTC, that `moment` is in, and its alert if it was raised.
    func spending(of scope: TenantScope, onDayOf moment: Date) async throws -> DailySpending
    /// Raises the day's alert, with its event in the audit log, where the sum has reached the threshold and no alert was
    /// raised yet. True for the one caller, of all workers, that raised it.
    func raise(_ threshold: Int64, of scope: TenantScope, onDayOf moment: Date, now: Date) async throws -> Bool
}

/// What a tenant spent in a day.
package struct DailySpending: Sendable, Hashable {
    /// In UTC: `2026-11-22`.
    package var day: String
    package var costNanodollars: Int64
    /// When the sum was found to have reached a threshold; nil: not yet.
    package var reachedAt: Date?

    package init(day: String, costNanodollars: Int64, reachedAt: Date? = nil) {
        self.day = day
        self.costNanodollars = costNanodollars
        self.reachedAt = reachedAt
    }
}
