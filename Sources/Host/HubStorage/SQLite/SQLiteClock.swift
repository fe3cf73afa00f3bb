import FoundationEssentials
import GRDB

/// PostgreSQL's way to ask for the time, so that one statement says it to both databases. The file's clock is this
/// machine's, which all who open it share.
///
/// `date_part('epoch', clock_timestamp())` is seconds since 1970 with their fraction
/// (https://www.postgresql.org/docs/current/functions-datetime.html).
enum SQLiteClock {
    static func add(to connection: Database) {
        connection.add(
            function: DatabaseFunction("clock_timestamp", argumentCount: 0) { _ in Date().timeIntervalSince1970 })
        connection.add(
            function: DatabaseFunction("date_part", argumentCount: 2, pure: true) { values in
                Double.fromDatabaseValue(values[1])
            })
    }
}
