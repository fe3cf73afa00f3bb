import PluginSDK

/// The tables that a statement and its row's protection name, as the server knows them.
struct PostgreSQLRelations {
    struct Relation: Hashable {
        let id: UInt32
        let schema: String
        let name: String
        let kind: String
        /// Its columns in order; only where something is hidden.
        var columns: [String] = []

        /// As SQL writes it, with its schema.
        var written: String { Quoting.name(schema) + "." + Quoting.name(name) }
    }

    private let byName: [RelationName: Relation]

    subscript(name: RelationName) -> Relation? { byName[name] }

    /// In a transaction whose search path is the row's.
    init(
        _ names: [RelationName], withColumns: Bool, _ connection: PostgreSQLConnection, _ patience: Patience
    ) throws(ToolError) {
        let texts = names.map { name in (name.schema.map { Quoting.name($0) + "." } ?? "") + Quoting.name(name.name) }
        let rows = try connection.rows(
            """
            SELECT c.oid, n.nspname, c.relname, c.relkind
            FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY x (name, place)
                LEFT JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(x.name)
                LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            ORDER BY x.place
            """, [Self.array(texts)], types: [1009], patience)
        var found: [RelationName: Relation] = [:]
        for (row, name) in names.enumerated() {
            guard let id = rows.text(row, 0).flatMap(UInt32.init), let schema = rows.text(row, 1),
                let table = rows.text(row, 2), let kind = rows.text(row, 3)
            else {
                throw ToolError(.invalidConfiguration, "The database has no table \(name.description).")
            }
            guard !schema.hasPrefix("pg_"), schema != "information_schema", ["r", "p", "v", "m"].contains(kind) else {
                throw ToolError(
                    .invalidConfiguration,
                    "\(schema).\(table) is no table or view of the data; those of the system and of other servers "
                        + "are not read.")
            }
            found[name] = Relation(id: id, schema: schema, name: table, kind: kind)
        }
        if withColumns {
            let columns = try Self.columns(found.values.map(\.id), connection, patience)
            found = found.mapValues { relation in
                var relation = relation
                relation.columns = columns[relation.id] ?? []
                return relation
            }
        }
        byName = found
    }

    private static func columns(
        _ ids: [UInt32], _ connection: PostgreSQLConnection, _ patience: Patience
    ) throws(ToolError) -> [UInt32: [String]] {
        let rows = try connection.rows(
            """
            SELECT a.attrelid, a.attname FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum
            """, [Self.array(ids.map { "\($0)" })], types: [1028], patience)
        var columns: [UInt32: [String]] = [:]
        for row in 0..<rows.rowCount {
            guard let id = rows.text(row, 0).flatMap(UInt32.init), let name = rows.text(row, 1) else { continue }
            columns[id, default: []].append(name)
        }
        return columns
    }

    static func array(_ texts: [String]) -> String {
        "{"
            + texts.map { "\"" + $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }
            .joined(separator: ",") + "}"
    }
}
