/// What a row hides: columns that are masked, and tables of which only some rows are read.
struct Protection: Sendable {
    /// A mask with the column, and the table if only one table's is meant.
    struct Mask: Sendable {
        let table: RelationName?
        let column: String
        let mask: ColumnMask
    }

    struct Filter: Sendable {
        let table: RelationName
        let condition: SelectStatement
    }

    var masks: [Mask] = []
    var filters: [Filter] = []

    var isEmpty: Bool { masks.isEmpty && filters.isEmpty }

    /// The tables that are named, once each.
    var tables: [RelationName] {
        var tables: [RelationName] = []
        for table in masks.compactMap(\.table) + filters.map(\.table) where !tables.contains(table) {
            tables.append(table)
        }
        return tables
    }
}
