import CSQLite
import PluginSDK

/// A row's masks and filters on the tables of a SQLite file, as `PostgreSQLProtection` is for PostgreSQL.
struct SQLiteProtection {
    let protection: Protection
    /// By lower-case name, the columns of the tables and views that the statement and the protection name.
    private let columns: [String: [String]]

    init(
        _ protection: Protection, references: [RelationReference], _ connection: SQLiteConnection
    ) throws(ToolError) {
        self.protection = protection
        var columns: [String: [String]] = [:]
        for name in protection.tables + references.map(\.name) {
            let found = try Self.columns(of: name.name, connection)
            guard !found.isEmpty else {
                throw ToolError(.invalidConfiguration, "The SQLite file has no table \(name.description).")
            }
            columns[name.name.lowercased()] = found
        }
        self.columns = columns
        for mask in protection.masks {
            guard let table = mask.table, !masks(of: table.name.lowercased()).keys.contains(mask.column.lowercased())
            else { continue }
            throw ToolError(
                .invalidConfiguration, "The table \(table.description) has no column \(mask.column) to mask.")
        }
    }

    private static func columns(of table: String, _ connection: SQLiteConnection) throws(ToolError) -> [String] {
        let statement = try connection.prepare(
            "SELECT name FROM pragma_table_xinfo(\(Quoting.string(table, dialect: .sqlite)), 'main')")
        var names: [String] = []
        while sqlite3_step(statement.pointer) == SQLITE_ROW { names.append(statement.text(0)) }
        return names
    }

    /// In lower case, the tables with something hidden.
    static func hidden(_ protection: Protection, _ connection: SQLiteConnection) throws(ToolError) -> Set<String> {
        var hidden = Set(protection.tables.map { $0.name.lowercased() })
        for mask in protection.masks where mask.table == nil {
            let column = Quoting.string(mask.column, dialect: .sqlite)
            let statement = try connection.prepare(
                """
                SELECT s.name FROM sqlite_schema s
                WHERE s.type = 'table' AND EXISTS (
                    SELECT 1 FROM pragma_table_xinfo(s.name, 'main') c WHERE lower(c.name) = lower(\(column)))
                """)
            while sqlite3_step(statement.pointer) == SQLITE_ROW { hidden.insert(statement.text(0).lowercased()) }
        }
        return hidden
    }

    /// In lower case, the file's views.
    static func views(_ connection: SQLiteConnection) throws(ToolError) -> Set<String> {
        let statement = try connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")
        var views: Set<String> = []
        while sqlite3_step(statement.pointer) == SQLITE_ROW { views.insert(statement.text(0).lowercased()) }
        return views
    }

    /// Masks by lower-case column.
    private func masks(of table: String) -> [String: ColumnMask] {
        var masks: [String: ColumnMask] = [:]
        let names = Set((columns[table] ?? []).map { $0.lowercased() })
        for mask in protection.masks where names.contains(mask.column.lowercased()) {
            guard mask.table.map({ $0.name.lowercased() == table }) ?? true else { continue }
            let column = mask.column.lowercased()
            if mask.table != nil || masks[column] == nil { masks[column] = mask.mask }
        }
        return masks
    }

    /// The filters of tables that are read.
    func filters(for references: [RelationReference]) -> [Protection.Filter] {
        let read = Set(references.map { $0.name.name.lowercased() })
        return protection.filters.filter { read.contains($0.table.name.lowercased()) }
    }

    func text(of reference: RelationReference, parameters: [String]) -> String {
        let table = reference.name.name.lowercased()
        let written = "main." + Quoting.name(reference.name.name)
        let masks = masks(of: table)
        let filters = protection.filters.filter { $0.table.name.lowercased() == table }
        let alias = Quoting.name(reference.alias ?? reference.name.name)
        guard !masks.isEmpty || !filters.isEmpty else { return written + " AS " + alias }
        let list = (columns[table] ?? []).map { column in
            let source = "t." + Quoting.name(column)
            return masks[column.lowercased()].map {
                $0.expression(source, dialect: .sqlite) + " AS " + Quoting.name(column)
            } ?? source
        }
        let conditions = filters.map {
            "(" + StatementWriter.text(of: $0.condition, parameters: parameters) + ")"
        }
        return "(SELECT " + list.joined(separator: ", ") + " FROM " + written + " AS t"
            + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")) + ") AS " + alias
    }
}
