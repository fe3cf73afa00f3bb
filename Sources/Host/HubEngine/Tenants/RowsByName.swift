import HubCore

/// One row a name, by name: the tenant's own hides the platform's.
enum RowsByName {
    static func unique<Row>(_ rows: [Row], name: (Row) -> String, owner: (Row) -> TenantID?) -> [Row] {
        let chosen = Dictionary(rows.map { (name($0), $0) }) { first, second in owner(first) != nil ? first : second }
        return chosen.sorted { $0.key < $1.key }.map(\.value)
    }
}
