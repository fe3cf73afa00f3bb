import HubCore

/// A tenant's row as REST reads and writes it.
enum TenantBody {
    /// Ids that would stand for something else in a path.
    private static let reserved: Set<String> = ["admin"]

    static let id = Field<TenantID>.parsed(
        "id", "1 to 63 characters of a-z, 0-9, \"-\" and \"_\", the first a letter or a digit.",
        pattern: PathParameter.tenantPattern,
        rule: "1 to 63 characters of a-z, 0-9, \"-\" and \"_\", the first a letter or a digit, and not reserved",
        parse: { reserved.contains($0) ? nil : TenantID($0) })
    static let name = Field.string("name", "What people call it; absent: its id.", maximum: 200)
    static let routing = Field<RoutingMode>.word("routing", "Who chooses the agent of a message (hybrid).")
    static let languages = Field<[Language]>(
        "languages", ["type": "array", "minItems": 1, "uniqueItems": true, "items": ["enum": ["en", "vi"]]],
        "The languages to answer in, the first where a question's is none of them."
    ) { value throws(FieldFault) in
        let texts = value.arrayValue?.map(\.stringValue) ?? []
        let languages = texts.compactMap { $0.flatMap(Language.init) }
        guard !languages.isEmpty, languages.count == texts.count, Set(languages).count == texts.count else {
            throw FieldFault("must name one or more of \"en\" and \"vi\", each once.")
        }
        return languages
    }
    static let rpm = limit("rpm", "Requests a minute of the whole tenant; null: the host's default.")
    static let tpm = limit("tpm", "Model tokens a minute of the whole tenant; null: the host's default.")
    static let userRPM = limit("user_rpm", "Requests a minute of each user; null: the host's default.")
    static let userTPM = limit("user_tpm", "Model tokens a minute of each user; null: the host's default.")
    static let fileBytes = Field.integer(
        "file_bytes", in: 1...1_000_000_000, "Bytes of one file that is uploaded; null: the host's default.")
    static let storageBytes = Field.integer(
        "storage_bytes", in: 1...1_000_000_000_000, "Bytes of all its files together; null: the host's default.")
    static let dailySpendAlert = Field.dollars(
        "daily_spend_alert_usd",
        "What a day's cost (UTC) must reach for an event in the log, the audit log and the metrics, once a day; null: "
            + "none. It stops nothing.", digits: 9)
    static let settingsShape = BodyShape(
        "TenantSettings",
        [
            routing.description, languages.description, rpm.description, tpm.description, userRPM.description,
            userTPM.description, fileBytes.description, storageBytes.description, dailySpendAlert.description,
        ])
    /// What the body says of the settings, to be applied to those that there are.
    static let settings = Field<@Sendable (inout TenantSettings) -> Void>.nested(
        "settings", settingsShape, "Its choices, and the limits that the operator sets."
    ) { reader in changes(&reader) }
    static let isEnabled = Field.bool("enabled", "Whether its users are let in (true).")

    static let new = BodyShape(
        "NewTenant", required: ["id"],
        [id.description, name.description, settings.description, isEnabled.description],
        example: [
            "id": "acme-corp", "name": "Acme",
            "settings": [
                "routing": "hybrid", "languages": ["en", "vi"], "rpm": 600, "tpm": 400_000,
                "daily_spend_alert_usd": "25.00",
            ],
        ])
    static let patch = new.patch("TenantPatch", without: [id.name], example: ["settings": ["rpm": 1200]])

    private static func limit(_ name: String, _ text: String) -> Field<Int> {
        .integer(name, in: 1...1_000_000_000, text)
    }

    /// Changes what the body names.
    static func apply(_ reader: inout BodyReader, to tenant: inout Tenant) {
        reader.set(&tenant.name, name, default: tenant.id.rawValue)
        if reader.has(settings) {
            if let change = reader.value(settings) {
                change(&tenant.settings)
            } else if reader.problems.isEmpty {
                tenant.settings = TenantSettings()
            }
        }
        reader.set(&tenant.isEnabled, isEnabled, default: true)
    }

    private static func changes(_ reader: inout BodyReader) -> @Sendable (inout TenantSettings) -> Void {
        // Read once for its problems; the copy is read again over the settings that the row has.
        let copy = reader
        var discarded = TenantSettings()
        apply(&reader, to: &discarded)
        return { settings in
            var reader = copy
            apply(&reader, to: &settings)
        }
    }

    private static func apply(_ reader: inout BodyReader, to settings: inout TenantSettings) {
        reader.set(&settings.routing, routing, default: .hybrid)
        reader.set(&settings.languages, languages, default: Language.allCases)
        reader.set(&settings.limits.requests, rpm)
        reader.set(&settings.limits.tokens, tpm)
        reader.set(&settings.limits.userRequests, userRPM)
        reader.set(&settings.limits.userTokens, userTPM)
        reader.set(&settings.limits.fileBytes, fileBytes)
        reader.set(&settings.limits.storageBytes, storageBytes)
        reader.set(&settings.dailySpendAlert, dailySpendAlert)
    }

    static func json(_ tenant: Tenant) -> JSONValue {
        let limits = tenant.settings.limits
        func number(_ value: Int?) -> JSONValue { value.map(JSONValue.int) ?? .null }
        return [
            "id": .string(tenant.id.rawValue), "name": .string(tenant.name),
            "settings": [
                "routing": .string(tenant.settings.routing.rawValue),
                "languages": .strings(tenant.settings.languages.map(\.rawValue)), "rpm": number(limits.requests),
                "tpm": number(limits.tokens), "user_rpm": number(limits.userRequests),
                "user_tpm": number(limits.userTokens), "file_bytes": number(limits.fileBytes),
                "storage_bytes": number(limits.storageBytes),
                "daily_spend_alert_usd": tenant.settings.dailySpendAlert.map { .string(Nanodollars.short($0)) }
                    ?? .null,
            ],
            "enabled": .bool(tenant.isEnabled), "version": .int(tenant.version),
        ]
    }

    static let answer = AnswerShape(
        "Tenant", RowSchema.of(new),
        example: [
            "id": "acme-corp", "name": "Acme",
            "settings": [
                "routing": "hybrid", "languages": ["en", "vi"], "rpm": 600, "tpm": 400_000, "user_rpm": .null,
                "user_tpm": .null, "file_bytes": 20_000_000, "storage_bytes": .null, "daily_spend_alert_usd": "25.00",
            ],
            "enabled": true, "version": 1,
        ])
    static let page = AnswerShape(
        "TenantPage", Paging.schema("tenants", of: answer), example: ["tenants": [answer.example], "next": .null])
}
