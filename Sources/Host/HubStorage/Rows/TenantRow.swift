import HubCore

/// A tenant as a row of `tenants`.
enum TenantRow {
    /// Reads id, name, settings, enabled.
    static func tenant(_ row: SQLRow) throws(SQLError) -> Tenant {
        var columns = row.columns
        guard let id = try columns.optionalTenant() else { throw columns.failure }
        let name = try columns.text()
        let json = try columns.json()
        guard let routing = json["routing"]?.stringValue.flatMap(RoutingMode.init),
            let languages = json["languages"]?.arrayValue
        else { throw columns.failure }
        let settings = TenantSettings(
            routing: routing, languages: languages.compactMap { $0.stringValue.flatMap(Language.init) })
        return Tenant(id: id, name: name, settings: settings, isEnabled: try columns.flag())
    }

    static func json(_ settings: TenantSettings) -> JSONValue {
        [
            "routing": .string(settings.routing.rawValue),
            "languages": .strings(settings.languages.map(\.rawValue)),
        ]
    }
}
