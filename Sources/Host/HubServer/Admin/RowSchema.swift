import HubCore

/// The schema of a row as it is answered: the fields of its body, with what the host adds.
enum RowSchema {
    /// All members are there; those that may be unset are null. `members` are answered otherwise than they are written.
    static func of(_ shape: BodyShape, with members: JSONObject = [:]) -> JSONObject {
        var properties: JSONObject = ["id": ["type": "string", "format": "uuid"]]
        for (name, schema) in shape.schema["properties"]?.objectValue ?? [:] { properties[name] = schema }
        for (name, schema) in members { properties[name] = schema }
        properties["version"] = ["type": "integer", "minimum": 1, "description": "Counts the changes of the row."]
        return ["type": "object", "required": .strings(properties.keys), "properties": .object(properties)]
    }
}
