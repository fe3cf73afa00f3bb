import HubCore

/// A row that needs another one, as a query finds it.
enum RowUseRow {
    /// Reads kind, name, tenant_id.
    static func use(_ row: SQLRow) throws(SQLError) -> RowUse {
        var columns = row.columns
        return RowUse(kind: try columns.text(), name: try columns.text(), tenant: try columns.optionalTenant())
    }
}
