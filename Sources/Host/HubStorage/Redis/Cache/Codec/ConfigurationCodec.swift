import HubCore

/// A tenant's configuration as one compact JSON text. What is optional and not there has no member.
///
/// `format`, `installation` and `version` come first, so that a script can read them without the rest. The installation is
/// the database's name: another one's versions say nothing of this one's rows.
enum ConfigurationCodec {
    /// Grows with every change of what is written here: another format's text is not read.
    static let format = 3

    /// What the text of the installation's configurations begins with, up to the digits of the version.
    static func head(of installation: String) -> String {
        let members: JSONObject = ["format": .int(format), "installation": .string(installation)]
        return JSONValue.object(members).text.dropLast() + #","version":"#
    }

    static func bytes(_ configuration: TenantConfiguration, of installation: String) -> [UInt8] {
        var members: JSONObject = [
            "format": .int(format), "installation": .string(installation),
            "version": .number(JSONNumber(configuration.version)),
            "tenant": TenantCodec.json(configuration.tenant),
            "agents": .array(configuration.agents.map(AgentCodec.json)),
            "tools": .array(configuration.tools.map(ToolCodec.json)),
            "models": .array(configuration.models.map(ModelCodec.json)),
            "overrides": .array(configuration.overrides.map(ModelChoiceCodec.json)),
            "secrets": .object(
                JSONObject(configuration.secrets.map { ($0.key.rawValue, JSONValue.string($0.value.token)) })),
        ]
        members["llm"] = configuration.llm.map(ModelChoiceCodec.json)
        return JSONValue.object(members).bytes
    }

    /// nil when it is another installation's.
    static func configuration(
        _ bytes: [UInt8], of installation: String
    ) throws(ConfigurationCodecError) -> TenantConfiguration? {
        let json: JSONValue
        do throws(JSONParseError) {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw .notJSON
        }
        let members = try JSONMembers(json, in: "configuration")
        guard try members.int("format") == format else { throw .otherFormat }
        guard try members.text("installation") == installation else { return nil }
        return TenantConfiguration(
            tenant: try TenantCodec.tenant(members.value("tenant")), version: try members.integer("version"),
            agents: try members.list("agents", AgentCodec.agent), tools: try members.list("tools", ToolCodec.tool),
            models: try members.list("models", ModelCodec.model),
            llm: try members.optional("llm", ModelChoiceCodec.configuration),
            overrides: try members.list("overrides", ModelChoiceCodec.override),
            secrets: try secrets(members.value("secrets")))
    }

    /// Whether every row of it is the tenant's own or the platform's.
    static func belongs(_ configuration: TenantConfiguration, to tenant: TenantID) -> Bool {
        func mayHave(_ owner: TenantID?) -> Bool { owner == nil || owner == tenant }
        return configuration.tenant.id == tenant && configuration.agents.allSatisfy { mayHave($0.owner) }
            && configuration.tools.allSatisfy { mayHave($0.owner) }
            && configuration.models.allSatisfy { mayHave($0.owner) }
    }

    private static func secrets(_ json: JSONValue) throws(ConfigurationCodecError) -> [SecretName: SealedSecret] {
        guard let members = json.objectValue else { throw .malformed("secrets") }
        var secrets: [SecretName: SealedSecret] = [:]
        for (key, value) in members {
            guard let name = SecretName(key), let token = value.stringValue else { throw .malformed("secrets") }
            secrets[name] = SealedSecret(token: token)
        }
        return secrets
    }
}

/// Why a text is no configuration. It quotes nothing of the text but our own members' names.
enum ConfigurationCodecError: Error, Sendable, Hashable, CustomStringConvertible {
    case notJSON
    case otherFormat
    /// The member that is missing or of another kind.
    case malformed(String)

    var description: String {
        switch self {
        case .notJSON: "not JSON"
        case .otherFormat: "another build's format"
        case .malformed(let member): "\(member) is missing or malformed"
        }
    }
}
