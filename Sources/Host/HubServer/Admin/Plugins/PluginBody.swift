import HubCore

/// What operators send of plugins.
enum PluginBody {
    static let maximumTenants = 200
    private static let digestPattern = "^[0-9a-f]{64}$"
    private static let tenantPattern = "[a-z0-9][a-z0-9_-]{0,62}"

    /// Whom a new release is to serve.
    enum Activation: Sendable, Equatable {
        case none
        case all
        case tenants(Set<TenantID>)
    }

    static let activation = Field<Activation>.parsed(
        "activate", "Whom it serves at once: `none` (the default), `all`, or tenants' ids by commas.",
        pattern: "^\(tenantPattern)(,\(tenantPattern))*$",
        rule: "none, all, or at most \(maximumTenants) tenants' ids by commas"
    ) { text in
        switch text {
        case "none": return Activation.none
        case "all": return .all
        case _:
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            let tenants = parts.compactMap { TenantID(String($0)) }
            return tenants.count == parts.count && parts.count <= maximumTenants ? .tenants(Set(tenants)) : nil
        }
    }

    static let upload = MultipartShape(
        BodyShape("PluginUpload", solid: [activation.name], [activation.description]), file: "file",
        "The plugin: a shared library, as its compiler wrote it.", maximumFiles: 1,
        example: ["activate": "none", "file": ["the bytes of a shared library"]])

    static let digest = Field<String>.parsed(
        "digest", "The release's digest; null for the file of the plugin directory. It must be there.",
        pattern: digestPattern, rule: "64 hexadecimal digits in lower case, or null"
    ) { text in
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } ? text : nil
    }
    static let tenants = Field<Set<TenantID>>(
        "tenants",
        [
            "type": "array", "minItems": 1, "maxItems": .int(maximumTenants),
            "items": ["type": "string", "pattern": .string(PathParameter.tenantPattern)],
        ], "Whom it is for; absent: all, those with a route of their own included."
    ) { value throws(FieldFault) in
        let texts = value.arrayValue?.map(\.stringValue) ?? []
        let tenants = texts.compactMap { $0.flatMap(TenantID.init) }
        guard (1...maximumTenants).contains(texts.count), tenants.count == texts.count else {
            throw FieldFault("must be a list of 1 to \(maximumTenants) tenants' ids.")
        }
        return Set(tenants)
    }

    static let activate = BodyShape(
        "PluginActivation", [digest.description, tenants.description],
        example: ["digest": .null, "tenants": ["acme-corp"]])
    static let rollback = BodyShape("PluginRollback", [tenants.description], example: ["tenants": ["acme-corp"]])
}
