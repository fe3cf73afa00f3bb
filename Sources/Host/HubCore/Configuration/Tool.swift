/// A tool instance: a row that an administrator writes, served by the plugin that has its `type`.
package struct Tool: Sendable, Hashable {
    package var id: ToolID
    /// nil: the platform's, usable by every tenant that was granted it.
    package var owner: TenantID?
    package var name: String
    package var description: String
    /// A tool type's id, such as `HTTP_GET`.
    package var type: String
    /// The URL template of types that have one.
    package var endpoint: String?
    /// JSON Schema of the arguments that a model may give.
    package var inputSchema: JSONValue
    /// JSON Schema that the result must satisfy, checked by the host; nil: any.
    package var outputSchema: JSONValue?
    package var outputFormat: OutputFormat?
    package var render: JSONValue?
    package var authorization: ToolAuthorization
    /// 1 is the highest; an agent sees its five highest.
    package var priority: Int
    package var timeout: Duration
    /// Words for people, by the name of a field of the arguments or of the result.
    package var labels: [String: Label]
    /// The type's own settings, checked by its `config_schema`.
    package var config: JSONValue
    package var isEnabled: Bool
    /// Counts the changes of the row from 1. A plugin's instance serves one version.
    package var version: Int

    package init(
        id: ToolID = ToolID(), owner: TenantID? = nil, name: String, description: String, type: String,
        endpoint: String? = nil,
        inputSchema: JSONValue = ["type": "object"], outputSchema: JSONValue? = nil, outputFormat: OutputFormat? = nil,
        render: JSONValue? = nil, authorization: ToolAuthorization = .userJWT, priority: Int = 5,
        timeout: Duration = .seconds(5),
        labels: [String: Label] = [:], config: JSONValue = [:], isEnabled: Bool = true, version: Int = 1
    ) {
        self.id = id
        self.owner = owner
        self.name = name
        self.description = description
        self.type = type
        self.endpoint = endpoint
        self.inputSchema = inputSchema
        self.outputSchema = outputSchema
        self.outputFormat = outputFormat
        self.render = render
        self.authorization = authorization
        self.priority = priority
        self.timeout = timeout
        self.labels = labels
        self.config = config
        self.isEnabled = isEnabled
        self.version = version
    }

    /// What the plugin's `config_schema` checks and its `create` receives: `config`, with `endpoint` and `auth` beside it.
    package var pluginConfiguration: JSONValue {
        var members = config.objectValue ?? JSONObject()
        if let endpoint { members["endpoint"] = .string(endpoint) }
        members["auth"] = authorization.json
        return .object(members)
    }
}

/// Whose name a tool calls in.
package enum ToolAuthorization: Sendable, Hashable {
    /// The caller's own token, sent to the row's origins only.
    case userJWT
    /// A secret of the tenant's, by name.
    case credential(String)
    case none

    /// As rows and plugins write it: a kind, and a credential's name but never its value.
    package var json: JSONValue {
        switch self {
        case .userJWT: ["type": "user_jwt"]
        case .credential(let name): ["type": "credential", "credential": .string(name)]
        case .none: ["type": "none"]
        }
    }
}
