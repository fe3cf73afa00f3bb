/// What a turn has before it waits for its time to begin.
struct TurnStart: Sendable {
    /// As it was then; the turn checks its version.
    var snapshot: TenantSnapshot
    /// Whether it was in memory.
    var wasHeld: Bool
}
