import HubCore

/// Bounds of a turn and of what the engine holds in memory.
package struct EngineLimits: Sendable {
    /// Model calls of an agent in one turn.
    package var steps = 6
    /// Tool calls in one turn, those refused for their arguments included.
    package var toolCalls = 16
    /// Tokens of a turn's model calls, input and output together, beyond which no further step is begun.
    package var tokens = 100_000
    package var maximumOutputTokens = 1024
    /// From the moment that a turn's predecessor in its session has ended, the wait for its time to begin included.
    package var turnTime = Duration.seconds(30)
    /// What a supervisor's model may take of it; then the local router decides.
    package var routingTime = Duration.seconds(8)
    /// How often a model's mistakes (wrong arguments, an empty answer) are handed back to it before the turn ends.
    package var argumentRetries = 2
    /// Bytes of a tool's result as JSON; a larger one is a failure.
    package var toolResultBytes = 100_000
    /// Bytes of one file that a tool makes, and of all of a tenant's files, where the tenant's row does not say.
    package var fileBytes = 20_000_000
    package var storageBytes = 2_000_000_000
    /// User and assistant messages that a model sees, the current one included.
    package var windowMessages = 10
    /// Entities that a session remembers.
    package var entities = 32
    /// Tools that an agent shows to its model, the highest priorities first.
    package var toolsPerAgent = 5
    /// Messages that may wait for their turn in one session.
    package var waitingMessages = 4
    /// Tenants whose snapshots are held.
    package var cachedTenants = 2000
    /// Turns under way at once, over all tenants.
    package var concurrentTurns = 2048
    /// Bytes of examples that a tenant's router learns from.
    package var routingBytes = 512 << 10
    /// Of one tenant.
    package var concurrentTurnsPerTenant = 128
    /// Turns that may wait for their time to begin, over all tenants.
    package var waitingTurns = 4096
    /// Of one tenant.
    package var waitingTurnsPerTenant = 256
    /// Of one tenant, in any case: others' waiting turns take none of these places.
    package var firstWaitingTurns = 4
    /// What a tenant and each of its users may use a minute where the tenant's row does not say; nil: not limited.
    package var defaultTenantLimits = TenantLimits()

    package init() {}
}
