import HubCore

/// JSON Schema (2020-12 and draft 7) in Gemini's own dialect (https://ai.google.dev/api/caching#Schema), which knows one
/// type a value, `nullable`, `anyOf` standing alone, enumerations of strings, and no references.
///
/// Where the dialect says less, the translation allows more and says the rest in words: nothing that the tool accepts is
/// forbidden to the model, and nothing that the tool demands is kept from it. What comes back is validated by the schema
/// itself. Pure, and bounded: references into themselves end in "any object", and there are at most `nodeLimit` nodes.
struct GeminiSchema {
    static let nodeLimit = 2_000

    /// Any schema.
    static func translated(_ schema: JSONValue) -> JSONValue {
        var translation = GeminiSchema(root: schema)
        let flat = translation.flattened(schema, [])
        return .object(translation.node(flat.keywords, flat.path))
    }

    /// The schema of a tool's arguments, whose root must be an object without alternatives; nil where it takes none: an
    /// object that names no property is refused.
    static func parameters(_ schema: JSONValue) -> JSONValue? {
        var translation = GeminiSchema(root: schema)
        var flat = translation.flattened(schema, [])
        for (key, value) in flat.keywords where key != "properties" && !SchemaKeyword.isDefinition(key) {
            flat.keywords[key] = translation.references.inlined(value, &translation.nodesLeft)
        }
        flat.keywords["type"] = "object"
        guard case .object(let plain) = ToolParameters.plain(.object(flat.keywords)) else { return nil }
        let node = translation.node(plain, flat.path)
        return node["properties"] == nil && node["description"] == nil ? nil : .object(node)
    }

    private let references: SchemaReferences
    private var nodesLeft = Self.nodeLimit

    private init(root: JSONValue) { references = SchemaReferences(root: root) }

    /// A schema without its outer references and `allOf`, and the references that were followed on the way to it.
    private struct Flat {
        var keywords: JSONObject
        var path: Set<String>
    }

    private mutating func flattened(_ schema: JSONValue, _ path: Set<String>) -> Flat {
        guard case .object(var keywords) = schema else {
            return Flat(keywords: schema == false ? ["not": [:]] : [:], path: path)
        }
        nodesLeft -= 1
        guard nodesLeft > 0 else { return Flat(keywords: [:], path: path) }
        var path = path
        let reference = keywords["$ref"]?.stringValue
        let parts = keywords["allOf"]?.arrayValue ?? []
        keywords["allOf"] = nil
        if let constant = keywords["const"] {
            keywords["const"] = nil
            keywords = SchemaMerge.merged(keywords, ["enum": [constant]])
        }
        if let reference, let target = references.target(reference) {
            keywords["$ref"] = nil
            if path.contains(reference) {
                keywords = SchemaMerge.merged(keywords, Self.outline(of: target))
            } else {
                let flat = flattened(target, path.union([reference]))
                keywords = SchemaMerge.merged(keywords, flat.keywords)
                path = flat.path
            }
        }
        for part in parts {
            let flat = flattened(part, path)
            keywords = SchemaMerge.merged(keywords, flat.keywords)
            path.formUnion(flat.path)
        }
        return Flat(keywords: keywords, path: path)
    }

    /// What is said of a schema inside itself.
    private static func outline(of schema: JSONValue) -> JSONObject {
        var outline = JSONObject()
        for key in ["type", "title", "description"] { outline[key] = schema[key] }
        if outline["type"] == nil { outline["type"] = "object" }
        return outline
    }

    /// `keywords` are flat.
    private mutating func node(_ keywords: JSONObject, _ path: Set<String>) -> JSONObject {
        nodesLeft -= 1
        guard nodesLeft > 0 else { return anyValue(keywords) }
        for key in ["anyOf", "oneOf"] {
            guard let branches = keywords[key]?.arrayValue, !branches.isEmpty else { continue }
            var rest = keywords
            rest[key] = nil
            return alternatives(key, branches, rest, path)
        }
        var types = SchemaMerge.names(keywords["type"])
        if types.isEmpty { types = SchemaKeyword.types(suggestedBy: keywords) }
        var isNullable = keywords["nullable"] == true
        if types.contains("null") {
            if types.count == 1 { return single("null", keywords) }
            types.removeAll { $0 == "null" }
            isNullable = true
        }
        if types.contains("number") { types.removeAll { $0 == "integer" } }
        if let values = keywords["enum"]?.arrayValue {
            let possible = types.filter { type in values.contains { SchemaKeyword.value($0, isOf: type) } }
            if isNullable, !values.contains(.null), keywords["nullable"] != true { isNullable = false }
            if !possible.isEmpty { types = possible }
        }
        if types.isEmpty { return anyValue(keywords) }
        return Self.joined(types.map { typed($0, keywords, path) }, isNullable: isNullable)
    }

    /// One of several: what holds of all of them is said in each, since `anyOf` stands alone in the dialect.
    private mutating func alternatives(
        _ key: String, _ branches: [JSONValue], _ rest: JSONObject, _ path: Set<String>
    ) -> JSONObject {
        var rest = rest
        let flat = branches.filter { $0 != false }.map { flattened($0, path) }
        // Conditions alone, such as one of two required names, are no alternatives of what the value is.
        if flat.allSatisfy({ SchemaKeyword.isOnlyCondition($0.keywords) }) {
            SchemaMerge.add(.object([key: .array(branches)]), to: &rest)
            return node(rest, path)
        }
        let real = flat.filter { !SchemaKeyword.isNull($0.keywords) }
        guard !real.isEmpty else { return single("null", rest) }
        if real.count < flat.count { rest["nullable"] = true }
        let nodes = real.map { branch in
            node(SchemaMerge.merged(rest, branch.keywords), path.union(branch.path))
        }
        return Self.joined(nodes, isNullable: false)
    }

    private static func joined(_ nodes: [JSONObject], isNullable: Bool) -> JSONObject {
        let choices: [JSONObject] = nodes.flatMap { node in
            node["anyOf"]?.arrayValue?.compactMap(\.objectValue) ?? [node]
        }.map { node in
            guard isNullable else { return node }
            var node = node
            node["nullable"] = true
            return node
        }
        return choices.count == 1 ? choices[0] : ["anyOf": .array(choices.map(JSONValue.object))]
    }

    /// One type; its properties and items are the caller's to add.
    private mutating func single(_ type: String, _ keywords: JSONObject) -> JSONObject {
        var node = SchemaNode(type: type, keywords)
        for (key, value) in node.rest { node.rest[key] = references.inlined(value, &nodesLeft) }
        return node.json
    }

    private mutating func typed(_ type: String, _ keywords: JSONObject, _ path: Set<String>) -> JSONObject {
        var result = single(type, keywords)
        switch type {
        case "object": addProperties(of: keywords, path, to: &result)
        case "array": result["items"] = items(of: keywords, path)
        default: break
        }
        return result
    }

    private mutating func translate(_ schema: JSONValue, _ path: Set<String>) -> JSONValue {
        let flat = flattened(schema, path)
        return .object(node(flat.keywords, flat.path))
    }

    private mutating func addProperties(of keywords: JSONObject, _ path: Set<String>, to result: inout JSONObject) {
        let described = keywords["properties"]?.objectValue ?? [:]
        var properties = JSONObject()
        for (name, schema) in described where schema != false { properties[name] = translate(schema, path) }
        let required = (keywords["required"]?.arrayValue ?? []).compactMap(\.stringValue).filter {
            described[$0] != false
        }
        // A name that is required must be described: where it has no words of its own, as any other name is.
        for name in required where properties[name] == nil {
            properties[name] = translate(keywords["additionalProperties"] ?? true, path)
        }
        guard !properties.isEmpty else { return }
        result["properties"] = .object(properties)
        if !required.isEmpty { result["required"] = .strings(required) }
        // A map of the wire's has no order of its own.
        if properties.count > 1 { result["propertyOrdering"] = .strings(properties.keys) }
    }

    /// Of a tuple: any of its places' kinds.
    private mutating func items(of keywords: JSONObject, _ path: Set<String>) -> JSONValue {
        guard let places = keywords["prefixItems"]?.arrayValue ?? keywords["items"]?.arrayValue, !places.isEmpty else {
            return translate(keywords["items"] ?? true, path)
        }
        let others = keywords["prefixItems"] == nil ? keywords["additionalItems"] : keywords["items"]
        var kinds: [JSONValue] = []
        for schema in places + [others ?? true] where schema != false {
            let kind = translate(schema, path)
            if !kinds.contains(kind) { kinds.append(kind) }
        }
        return .object(Self.joined(kinds.compactMap(\.objectValue), isNullable: false))
    }

    /// What nothing is said of: any kind of value. The words for all of it stand at the first.
    private mutating func anyValue(_ keywords: JSONObject) -> JSONObject {
        var text = single("string", keywords)
        text["nullable"] = true
        let others: [JSONValue] = [["type": "NUMBER"], ["type": "BOOLEAN"], ["type": "OBJECT"]]
        let elements: JSONValue = .array([["type": "STRING", "nullable": true]] + others)
        let list: JSONValue = ["type": "ARRAY", "items": ["anyOf": elements]]
        return ["anyOf": .array([.object(text)] + others + [list])]
    }
}
