import HubCore

/// A tenant's secret as a row of `tenant_secrets`.
enum SecretRow {
    /// Reads name, created_at, updated_at.
    static func description(_ row: SQLRow) throws(SQLError) -> SecretDescription {
        var columns = row.columns
        return SecretDescription(
            name: try name(&columns), createdAt: try columns.time(), updatedAt: try columns.time())
    }

    /// Reads name, token.
    static func sealed(_ rows: [SQLRow]) throws(SQLError) -> [SecretName: SealedSecret] {
        var secrets: [SecretName: SealedSecret] = [:]
        for row in rows {
            var columns = row.columns
            secrets[try name(&columns)] = SealedSecret(token: try columns.text())
        }
        return secrets
    }

    private static func name(_ columns: inout SQLColumns) throws(SQLError) -> SecretName {
        guard let name = SecretName(try columns.text()) else { throw columns.failure }
        return name
    }
}
