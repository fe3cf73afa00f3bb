import HubCore

/// The schema of a row as it is answered: the fields of its body, with what the host adds.
enum RowSchema {
    /// All members are there; those that may be unset are null.
    static func of(_ shape: BodyShape) -> JSONObject {
        var properties: JSONObject = ["id": ["type": "string", "format": "uuid"]]
        for (name, schema) in shape.schema["properties"]?.objectValue ?? [:] { properties[name] = schema }
        properties["version"] = ["type": "integer", "minimum": 1, "description": "Counts the changes of the row."]
        return ["type": "object", "required": .strings(properties.keys), "properties": .object(properties)]
    }
}
