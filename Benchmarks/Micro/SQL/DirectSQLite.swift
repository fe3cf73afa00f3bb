import CSQLite

/// One statement on one file by SQLite alone, opened and prepared once. Another for each question does what the tool does.
final class DirectSQLite {
    private let database: OpaquePointer
    private let statement: OpaquePointer

    /// `text` has one parameter, `?1`, an integer.
    init(_ path: String, _ text: String) throws {
        var (database, statement): (OpaquePointer?, OpaquePointer?) = (nil, nil)
        guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK, let database,
            sqlite3_prepare_v2(database, text, -1, &statement, nil) == SQLITE_OK, let statement
        else { throw BenchFailure("SQLite does not open \(path)") }
        self.database = database
        self.statement = statement
    }

    deinit {
        sqlite3_finalize(statement)
        sqlite3_close(database)
    }

    /// Asks, and reads every value as text; how many rows there were.
    func run(_ number: Int) throws -> Int {
        sqlite3_reset(statement)
        sqlite3_bind_int64(statement, 1, Int64(number))
        var (rows, bytes) = (0, 0)
        while sqlite3_step(statement) == SQLITE_ROW {
            rows += 1
            for column in 0..<sqlite3_column_count(statement) {
                guard let value = sqlite3_column_text(statement, column) else { continue }
                bytes += String(cString: value).utf8.count
            }
        }
        guard bytes > 0 else { throw BenchFailure("SQLite gave no values") }
        return rows
    }
}

/// The table that is asked: 5,000 customers with twenty orders each.
enum SQLiteOrders {
    static func make(at path: String) throws {
        var database: OpaquePointer?
        defer { sqlite3_close(database) }
        let statements = """
            CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, total NUMERIC NOT NULL,
                ordered_on DATE NOT NULL, status TEXT NOT NULL);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
            INSERT INTO orders SELECT i, i % 5000 + 1, i * 37 % 100000 / 100.0, date('2025-01-01', (i % 365) || ' days'),
                'delivered' FROM n;
            CREATE INDEX orders_customer ON orders (customer, id);
            """
        guard sqlite3_open(path, &database) == SQLITE_OK,
            sqlite3_exec(database, statements, nil, nil, nil) == SQLITE_OK
        else { throw BenchFailure("SQLite makes no \(path)") }
    }
}
