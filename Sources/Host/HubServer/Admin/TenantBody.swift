import HubCore

/// A tenant's row as REST reads and writes it.
enum TenantBody {
    /// Ids that would stand for something else in a path.
    private static let reserved: Set<String> = ["admin"]

    static func read(_ reader: BodyReader) throws -> Tenant {
        var reader = reader
        let text = reader.requiredString("id")
        let id = TenantID(text)
        if !text.isEmpty, id == nil {
            reader.note("id", "must be 1 to 63 characters of a-z, 0-9, \"-\" and \"_\", the first a letter or a digit.")
        }
        if reserved.contains(text) { reader.note("id", "is reserved.") }
        let name = reader.string("name", maximum: 200)
        let settings = reader.nested("settings", TenantSettings.read) ?? TenantSettings()
        let isEnabled = reader.bool("enabled") ?? true
        try reader.finish()
        guard let id else { throw Problem.invalid("/id", "must be a tenant's id.") }
        return Tenant(id: id, name: name ?? text, settings: settings, isEnabled: isEnabled)
    }

    static func json(_ tenant: Tenant) -> JSONValue {
        [
            "id": .string(tenant.id.rawValue), "name": .string(tenant.name),
            "settings": [
                "routing": .string(tenant.settings.routing.rawValue),
                "languages": .strings(tenant.settings.languages.map(\.rawValue)),
            ],
            "enabled": .bool(tenant.isEnabled),
        ]
    }
}

extension TenantSettings {
    fileprivate static func read(_ reader: inout BodyReader) -> TenantSettings {
        var settings = TenantSettings()
        settings.routing = reader.word("routing", RoutingMode.self) ?? settings.routing
        if let texts = reader.strings("languages", maximum: Language.allCases.count) {
            settings.languages = texts.compactMap(Language.init)
            if settings.languages.count != texts.count || texts.isEmpty || Set(texts).count != texts.count {
                reader.note("languages", "must name one or more of \"en\" and \"vi\", each once.")
            }
        }
        return settings
    }
}
