import PluginSDK

/// A row's masks and filters on the tables that a statement reads.
///
/// Each reference to such a table becomes a subquery that leaves out and masks, so that the statement never has what is hidden.
/// What remains is a way around: a view, a table's parts or its parent that show the same rows. A statement that reads one of
/// these is refused.
struct PostgreSQLProtection {
    let protection: Protection
    let relations: PostgreSQLRelations

    /// The filters of tables that are read.
    func filters(for references: [RelationReference]) -> [Protection.Filter] {
        let read = Set(references.compactMap { relations[$0.name]?.id })
        return protection.filters.filter { filter in relations[filter.table].map { read.contains($0.id) } ?? false }
    }

    /// The subquery's text; nil when nothing of the table is hidden.
    func text(of relation: PostgreSQLRelations.Relation, isOnly: Bool, parameters: [String]) -> String? {
        let masks = masks(of: relation)
        let filters = protection.filters.filter { relations[$0.table]?.id == relation.id }
        guard !masks.isEmpty || !filters.isEmpty else { return nil }
        let columns = relation.columns.map { column in
            let written = "t." + Quoting.name(column)
            guard let mask = masks[column] else { return written }
            return mask.expression(written, dialect: .postgreSQL) + " AS " + Quoting.name(column)
        }
        let conditions = filters.map {
            "(" + StatementWriter.text(of: $0.condition, parameters: parameters) + ")"
        }
        return "(SELECT " + columns.joined(separator: ", ") + " FROM " + (isOnly ? "ONLY " : "") + relation.written
            + " AS t" + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")) + ")"
    }

    private func masks(of relation: PostgreSQLRelations.Relation) -> [String: ColumnMask] {
        var masks: [String: ColumnMask] = [:]
        for mask in protection.masks {
            guard let table = mask.table else {
                // Whatever the case: one who hides Phone in all tables would otherwise be shown phone.
                let name = mask.column.lowercased()
                for column in relation.columns where column.lowercased() == name && masks[column] == nil {
                    masks[column] = mask.mask
                }
                continue
            }
            // A table's own word goes before one for all tables.
            if relations[table]?.id == relation.id, relation.columns.contains(mask.column) {
                masks[mask.column] = mask.mask
            }
        }
        return masks
    }

    /// Every column that a mask names with a table is there: one that was renamed would be shown.
    func checkColumns() throws(ToolError) {
        for mask in protection.masks {
            guard let table = mask.table, let relation = relations[table] else { continue }
            guard relation.columns.contains(mask.column) else {
                throw ToolError(
                    .invalidConfiguration, "The table \(table.description) has no column \(mask.column) to mask.")
            }
        }
    }

    /// Relations whose rows a relation shows: what a view reads, a table's parts and its parents, and so on.
    private static let closure = """
        WITH RECURSIVE shown (id, by_view) AS (
            SELECT $1::oid, false
            UNION
            SELECT e.shown, s.by_view OR e.by_view
            FROM shown s JOIN (
                SELECT r.ev_class, d.refobjid, true
                FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_depend d
                    ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
                        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                UNION ALL SELECT inhparent, inhrelid, false FROM pg_catalog.pg_inherits
                UNION ALL SELECT inhrelid, inhparent, false FROM pg_catalog.pg_inherits
            ) e (shower, shown, by_view) ON e.shower = s.id
        )
        SELECT s.id, s.by_view,
            EXISTS (
                SELECT 1 FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = s.id AND NOT a.attisdropped
                    AND (a.attname::text = ANY ($2::text[]) OR pg_catalog.lower(a.attname::text) = ANY ($2::text[]))
            )
        FROM shown s WHERE s.id <> $1::oid
        """

    func checkNoWayAround(
        _ relation: PostgreSQLRelations.Relation, _ connection: PostgreSQLConnection, _ patience: Patience
    ) throws(ToolError) {
        let protected = Set(protection.tables.compactMap { relations[$0]?.id })
        let columns = protection.masks.filter { $0.table == nil }.flatMap { [$0.column, $0.column.lowercased()] }
        let rows = try connection.rows(
            Self.closure, ["\(relation.id)", PostgreSQLRelations.array(columns)], types: [26, 1009], patience)
        for row in 0..<rows.rowCount {
            guard let id = rows.text(row, 0).flatMap(UInt32.init) else { continue }
            // A part's columns are its parent's, by the same names, so that a mask by name alone holds there.
            guard protected.contains(id) || rows.text(row, 1) == "t" && rows.text(row, 2) == "t" else { continue }
            throw ToolError(
                .invalidConfiguration,
                "\(relation.schema).\(relation.name) shows rows of a table that has a mask or a row filter; "
                    + "read that table itself.")
        }
    }
}
