import HubCrypto

/// One step of the schema. What has been released is never edited: the recorded checksum would tell.
struct SQLMigration: Sendable {
    let version: Int
    let name: String
    let statements: [SQLStatement]

    init(_ version: Int, _ name: String, _ statements: [StaticString]) {
        self.version = version
        self.name = name
        self.statements = statements.map { SQLStatement($0) }
    }

    /// Over the statements' texts.
    var checksum: String {
        SHA256.hex(statements.map(\.text.description).joined(separator: ";\n"))
    }
}
