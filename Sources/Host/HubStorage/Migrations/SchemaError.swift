/// Why a database's schema cannot be used.
package enum SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The database was migrated by a newer build.
    case newer(database: Int, known: Int)
    /// A migration that ran is not the one of this number that this build has.
    case altered(version: Int)
    /// These migrations have not run, and who only serves cannot run them.
    case pending(versions: [Int])
    /// A migration failed and left no trace.
    case failed(version: Int, SQLError)
    case database(SQLError)

    package var description: String {
        switch self {
        case .newer(let database, let known):
            "the database has schema version \(database), this build knows versions up to \(known): run a newer agenthub"
        case .altered(let version):
            "migration \(version) of the database is not the one that this build has: it was changed after it ran"
        case .pending(let versions):
            "the database lacks \(versions.count) of this build's migrations (up to version \(versions.max() ?? 0)): run agenthub migrate"
        case .failed(let version, let error): "migration \(version) failed and was undone: \(error)"
        case .database(let error): "\(error)"
        }
    }
}
