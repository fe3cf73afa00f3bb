import HubCore

/// What may stand in a path's braces, by name.
enum PathParameter {
    static let tenantPattern = "^[a-z0-9][a-z0-9_-]{0,62}$"

    /// Every name that a path may use.
    static func description(_ name: String) -> ParameterDescription? {
        switch name {
        case "tenant":
            described(name, ["type": "string", "pattern": .string(tenantPattern)], "A tenant's id, such as acme-corp.")
        case "id": described(name, ["type": "string", "format": "uuid"], "The row's id.")
        case "agent": described(name, ["type": "string", "format": "uuid"], "An agent's id.")
        case "name":
            described(name, ["type": "string", "pattern": "^[A-Za-z0-9_.-]{1,64}$"], "A secret's name.")
        case "collection":
            described(
                name, ["type": "string", "pattern": .string(KnowledgeBody.namePattern)], "A knowledge base's name.")
        case "model":
            described(name, ["type": "string", "minLength": 1, "maxLength": 64], "An agent's name, or `auto`.")
        case "plugin":
            described(
                name, ["type": "string", "pattern": "^[a-z0-9.-]{1,64}$"], "A plugin's id, such as com.example.erp.")
        case "jti": described(name, ["type": "string", "minLength": 1, "maxLength": 255], "A token's `jti`.")
        case _: nil
        }
    }

    private static func described(_ name: String, _ schema: JSONObject, _ text: String) -> ParameterDescription {
        ParameterDescription(name: name, place: .path, schema: schema, text: text, rule: "", isRequired: true)
    }
}
