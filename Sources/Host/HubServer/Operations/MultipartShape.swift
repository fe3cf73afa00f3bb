import HubCore

/// The parts of a form of files: fields first, then files, which all have one name.
struct MultipartShape: Sendable {
    /// Bytes of a field.
    static let maximumField = 16_384

    /// What it is called in the OpenAPI document: `KnowledgeUpload`.
    let name: String
    /// Texts, each read as its field describes it.
    let fields: BodyShape
    let file: FieldDescription
    let maximumFiles: Int
    let example: JSONValue

    /// `fields`: of a body, with no field that may be null; `file` is the name of the files' parts.
    init(_ fields: BodyShape, file: String, _ text: String, maximumFiles: Int, example: JSONValue) {
        precondition(fields.solid.count == fields.fields.count, "a form has no null")
        name = fields.name
        self.fields = fields
        self.file = FieldDescription(
            name: file,
            schema: [
                "type": "array", "minItems": 1, "maxItems": .int(maximumFiles),
                "items": ["type": "string", "format": "binary"],
            ], text: text)
        self.maximumFiles = maximumFiles
        self.example = example
    }

    /// One file too many is told from a body that is none.
    var maximumParts: Int { fields.fields.count + maximumFiles + 1 }

    var schema: JSONObject {
        var schema = fields.schema
        var properties = schema["properties"]?.objectValue ?? [:]
        var described = file.schema
        described["description"] = .string(file.text)
        properties[file.name] = .object(described)
        schema["properties"] = .object(properties)
        schema["required"] = .strings((schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []) + [file.name])
        return schema
    }
}
