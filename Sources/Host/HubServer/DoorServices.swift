import HubMetrics

/// What the door itself needs, whatever is behind it.
package struct DoorServices: Sendable {
    package var revoked: RevokedTokens
    package var idempotency: IdempotentExecution
    package var standing: TenantStanding
    package var rates: RequestRates
    package var places: TenantPlaces
    /// Uploads of one tenant at once.
    package var uploads: TenantPlaces
    package var streams: StreamTiming
    package var health: HealthMonitor
    package var registry: MetricsRegistry
    package var metrics: HTTPMetrics
    package var metricsAccess: MetricsAccess

    package init(
        revoked: RevokedTokens, idempotency: IdempotentExecution, standing: TenantStanding, rates: RequestRates,
        places: TenantPlaces = TenantPlaces(), uploads: TenantPlaces = .forUploads(),
        streams: StreamTiming = StreamTiming(), health: HealthMonitor, registry: MetricsRegistry, metrics: HTTPMetrics,
        metricsAccess: MetricsAccess
    ) {
        self.revoked = revoked
        self.idempotency = idempotency
        self.standing = standing
        self.rates = rates
        self.places = places
        self.uploads = uploads
        self.streams = streams
        self.health = health
        self.registry = registry
        self.metrics = metrics
        self.metricsAccess = metricsAccess
    }
}
