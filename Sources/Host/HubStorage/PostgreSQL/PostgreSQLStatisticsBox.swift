import Synchronization

/// The figures of a pool, where its loop puts them and others read them.
final class PostgreSQLStatisticsBox: Sendable {
    private let value = Mutex(PostgreSQLStatistics())

    func set(_ statistics: PostgreSQLStatistics) { value.withLock { $0 = statistics } }
    func get() -> PostgreSQLStatistics { value.withLock { $0 } }
}
