import HubCore

/// A tenant's row as JSON.
enum TenantCodec {
    static func json(_ tenant: Tenant) -> JSONValue {
        let limits = tenant.settings.limits
        var members: JSONObject = [
            "id": .string(tenant.id.rawValue), "name": .string(tenant.name), "enabled": .bool(tenant.isEnabled),
            "version": .int(tenant.version), "routing": .string(tenant.settings.routing.rawValue),
            "languages": .strings(tenant.settings.languages.map(\.rawValue)),
        ]
        members["requests"] = limits.requests.map(JSONValue.int)
        members["tokens"] = limits.tokens.map(JSONValue.int)
        members["user_requests"] = limits.userRequests.map(JSONValue.int)
        members["user_tokens"] = limits.userTokens.map(JSONValue.int)
        members["file_bytes"] = limits.fileBytes.map(JSONValue.int)
        members["storage_bytes"] = limits.storageBytes.map(JSONValue.int)
        members["daily_spend_alert"] = tenant.settings.dailySpendAlert.map { .number(JSONNumber($0)) }
        return .object(members)
    }

    static func tenant(_ json: JSONValue) throws(ConfigurationCodecError) -> Tenant {
        let members = try JSONMembers(json, in: "tenant")
        let limits = TenantLimits(
            requests: try members.optionalInt("requests"), tokens: try members.optionalInt("tokens"),
            userRequests: try members.optionalInt("user_requests"), userTokens: try members.optionalInt("user_tokens"),
            fileBytes: try members.optionalInt("file_bytes"), storageBytes: try members.optionalInt("storage_bytes"))
        let languages = try members.list("languages") { json throws(ConfigurationCodecError) in
            guard let language = json.stringValue.flatMap(Language.init) else { throw .malformed("languages") }
            return language
        }
        return Tenant(
            id: try members.tenant("id"), name: try members.text("name"),
            settings: TenantSettings(
                routing: try members.choice("routing"), languages: languages, limits: limits,
                dailySpendAlert: try members.optionalInt("daily_spend_alert").map { Int64($0) }),
            isEnabled: try members.flag("enabled"), version: try members.int("version"))
    }
}
