import HubCore

/// The fields of a JSON object that a request may have, those that it must have, and an example.
struct BodyShape: Sendable {
    /// What it is called in the OpenAPI document: `NewAgent`.
    let name: String
    let fields: [FieldDescription]
    let required: Set<String>
    let example: JSONValue
    /// Fields that must not be null where they are there: there is nothing that null could stand for.
    let solid: Set<String>
    /// Whether members that are not among the fields are passed over; else they are refused.
    let takesOthers: Bool
    private let known: Set<String>

    init(
        _ name: String, required: Set<String> = [], solid: Set<String> = [], _ fields: [FieldDescription],
        example: JSONValue = .null, takesOthers: Bool = false
    ) {
        precondition(
            Set(fields.map(\.name)).count == fields.count && required.isSubset(of: fields.map(\.name)),
            "a shape's fields have names of their own")
        self.name = name
        self.fields = fields
        self.required = required
        self.solid = solid.union(required)
        self.example = example
        self.takesOthers = takesOthers
        known = Set(fields.map(\.name))
    }

    /// The same fields, none of them required: what PATCH takes. A field that is null goes back to its default; those
    /// that a new row must have are without one.
    func patch(_ name: String, without left: Set<String> = [], example: JSONValue) -> BodyShape {
        BodyShape(
            name, solid: required.subtracting(left), fields.filter { !left.contains($0.name) }, example: example)
    }

    func has(_ name: String) -> Bool { known.contains(name) }

    /// Whether a body may have the member.
    func admits(_ name: String) -> Bool { takesOthers || has(name) }

    /// JSON Schema. Fields that are not solid may be null.
    var schema: JSONObject {
        var properties = JSONObject()
        for field in fields { properties[field.name] = .object(schema(of: field)) }
        var schema: JSONObject = ["type": "object", "properties": .object(properties)]
        if !takesOthers { schema["additionalProperties"] = false }
        if !required.isEmpty { schema["required"] = .strings(required.sorted()) }
        return schema
    }

    private func schema(of field: FieldDescription) -> JSONObject {
        var schema = field.schema
        if !solid.contains(field.name) {
            if let type = schema["type"] {
                schema["type"] = .array((type.arrayValue ?? [type]) + ["null"])
            } else if let words = schema["enum"]?.arrayValue {
                schema["enum"] = .array(words + [.null])
            }
        }
        schema["description"] = .string(field.text)
        return schema
    }
}
