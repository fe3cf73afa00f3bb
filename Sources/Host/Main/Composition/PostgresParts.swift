import HubCore
import HubMetrics
import HubServer
import HubStorage
import Logging

extension HubDatabase {
    func register(on registry: MetricsRegistry) {
        switch driver {
        case .postgres(let postgres): postgres.register(on: registry)
        case .sqlite(let database):
            registry.gauge("agenthub_database_waiting", "Batches that wait for the disk.") {
                Double(database.waitingWrites)
            }
        }
    }
}

/// What PostgreSQL adds to a worker beside its SQL.
extension HubDatabase.Postgres {
    /// Calls the handler with the tenant of each change that any worker commits; nil: rows that every tenant may see.
    func listen(logger: Logger, _ handler: @escaping @Sendable (TenantID?) -> Void) throws -> PostgreSQLNotifications {
        try PostgreSQLNotifications.listen(address, logger: logger, handler: handler)
    }

    func register(_ notices: PostgreSQLNotifications, on registry: MetricsRegistry) {
        registry.gauge("agenthub_database_listening", "1 while the database's notices of changes are listened to.") {
            notices.isListening ? 1 : 0
        }
    }

    func register(on registry: MetricsRegistry) {
        func gauge(_ name: String, _ help: String, _ value: @escaping @Sendable (PostgreSQLStatistics) -> Double) {
            registry.gauge(name, help) { value(database.statistics) }
        }
        func counter(_ name: String, _ help: String, _ value: @escaping @Sendable (PostgreSQLStatistics) -> Double) {
            registry.readCounter(name, help) { [([], value(database.statistics))] }
        }
        gauge("agenthub_database_connections", "Connections of the pool.") { Double($0.size) }
        gauge("agenthub_database_connections_idle", "Connections of the pool with nothing to do.") { Double($0.idle) }
        gauge("agenthub_database_waiting", "Batches that wait for a connection.") { Double($0.waiting) }
        counter("agenthub_database_waits_total", "Batches that had to wait for a connection.") { Double($0.waits) }
        counter("agenthub_database_wait_seconds_total", "Time that batches waited for a connection.") { $0.waitSeconds }
        counter("agenthub_database_connects_total", "Connections established.") { Double($0.connects) }
        counter("agenthub_database_losses_total", "Connections lost or given up.") { Double($0.losses) }
        counter("agenthub_database_connect_failures_total", "Attempts to connect that failed.") { Double($0.failures) }
    }
}
