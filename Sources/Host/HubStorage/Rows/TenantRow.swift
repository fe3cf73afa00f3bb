import HubCore

/// A tenant as a row of `tenants`.
enum TenantRow {
    /// Reads id, name, settings, enabled, version.
    static func tenant(_ row: SQLRow) throws(SQLError) -> Tenant {
        var columns = row.columns
        guard let id = try columns.optionalTenant() else { throw columns.failure }
        let name = try columns.text()
        let json = try columns.json()
        guard let routing = json["routing"]?.stringValue.flatMap(RoutingMode.init),
            let languages = json["languages"]?.arrayValue
        else { throw columns.failure }
        let settings = TenantSettings(
            routing: routing, languages: languages.compactMap { $0.stringValue.flatMap(Language.init) },
            limits: TenantLimits(
                requests: json["rpm"]?.intValue, tokens: json["tpm"]?.intValue,
                userRequests: json["user_rpm"]?.intValue, userTokens: json["user_tpm"]?.intValue,
                fileBytes: json["file_bytes"]?.intValue, storageBytes: json["storage_bytes"]?.intValue),
            dailySpendAlert: dailySpendAlert(json))
        return Tenant(
            id: id, name: name, settings: settings, isEnabled: try columns.flag(), version: try columns.count())
    }

    /// Of settings, in nano-dollars.
    static func dailySpendAlert(_ settings: JSONValue) -> Int64? {
        settings["daily_spend_alert"]?.intValue.map { Int64($0) }
    }

    /// A limit that is nil has no member.
    static func json(_ settings: TenantSettings) -> JSONValue {
        var members: JSONObject = [
            "routing": .string(settings.routing.rawValue),
            "languages": .strings(settings.languages.map(\.rawValue)),
        ]
        members["rpm"] = settings.limits.requests.map(JSONValue.int)
        members["tpm"] = settings.limits.tokens.map(JSONValue.int)
        members["user_rpm"] = settings.limits.userRequests.map(JSONValue.int)
        members["user_tpm"] = settings.limits.userTokens.map(JSONValue.int)
        members["file_bytes"] = settings.limits.fileBytes.map(JSONValue.int)
        members["storage_bytes"] = settings.limits.storageBytes.map(JSONValue.int)
        members["daily_spend_alert"] = settings.dailySpendAlert.map { .number(JSONNumber($0)) }
        return .object(members)
    }
}
