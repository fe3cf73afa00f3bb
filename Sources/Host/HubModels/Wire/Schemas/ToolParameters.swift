import HubCore

/// A tool's input schema in the form that every provider takes.
///
/// A row's schema is an object at its root (`ToolSchemaChecker`), and its name is one that all accept (`RowName`). But
/// OpenAI refuses a root with `oneOf`, `anyOf`, `allOf`, `enum` or `not`, and Anthropic one with the first three (status
/// 400, whatever the conversation). Here the root names the properties of all alternatives, and what the alternatives say
/// stands in its description. The host validates by the row's own schema.
enum ToolParameters {
    private static let refused = ["allOf", "anyOf", "oneOf", "not", "enum", "const"]

    static func plain(_ schema: JSONValue) -> JSONValue {
        let schema = withoutSources(schema)
        guard case .object(let root) = schema, refused.contains(where: { root[$0] != nil }) else { return schema }
        let references = SchemaReferences(root: schema)
        var result = root
        var words = JSONObject()
        for key in refused {
            words[key] = root[key]
            result[key] = nil
        }
        // What all of `allOf` say holds of every object.
        for part in parts("allOf", of: root, references) {
            let said = JSONObject(
                part.filter { ["properties", "required"].contains($0.key) }.map { ($0.key, $0.value) })
            result = SchemaMerge.merged(result, said)
        }
        var properties = result["properties"]?.objectValue ?? [:]
        for (name, choices) in alternatives(of: root, references) where properties[name] == nil {
            properties[name] = choices.count == 1 ? choices[0] : ["anyOf": .array(choices)]
        }
        result["type"] = "object"
        if !properties.isEmpty { result["properties"] = .object(properties) }
        result["description"] = SchemaWords.description(root["description"]?.stringValue, adding: words)
            .map(JSONValue.string)
        return .object(result)
    }

    /// Without what arguments come from, which is said to the model in words: a keyword of ours.
    private static func withoutSources(_ schema: JSONValue) -> JSONValue {
        guard case .object(var root) = schema, let properties = root["properties"]?.objectValue,
            properties.contains(where: { $0.value[ArgumentSource.keyword] != nil })
        else { return schema }
        root["properties"] = .object(
            JSONObject(
                properties.map { name, property in
                    guard case .object(var members) = property else { return (name, property) }
                    members[ArgumentSource.keyword] = nil
                    return (name, .object(members))
                }))
        return .object(root)
    }

    /// The properties that the alternatives describe, each with all that is said of it, in their order.
    private static func alternatives(
        of root: JSONObject, _ references: SchemaReferences
    ) -> [(name: String, choices: [JSONValue])] {
        var found: [(name: String, choices: [JSONValue])] = []
        for part in parts("anyOf", of: root, references) + parts("oneOf", of: root, references) {
            for (name, schema) in part["properties"]?.objectValue ?? [:] {
                if let position = found.firstIndex(where: { $0.name == name }) {
                    if !found[position].choices.contains(schema) { found[position].choices.append(schema) }
                } else {
                    found.append((name, [schema]))
                }
            }
        }
        return found
    }

    /// The schemas below a keyword of the root, references followed.
    private static func parts(_ key: String, of root: JSONObject, _ references: SchemaReferences) -> [JSONObject] {
        (root[key]?.arrayValue ?? []).compactMap { part in
            (part["$ref"]?.stringValue.flatMap(references.target) ?? part).objectValue
        }
    }
}
