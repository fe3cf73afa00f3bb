import HubCore

/// What the keywords of JSON Schema speak of.
enum SchemaKeyword {
    private static let byType = [
        "string": [
            "minLength", "maxLength", "pattern", "format", "contentEncoding", "contentMediaType", "contentSchema",
        ],
        "number": ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
        "array": [
            "items", "prefixItems", "additionalItems", "contains", "minContains", "maxContains", "minItems", "maxItems",
            "uniqueItems", "unevaluatedItems",
        ],
        "object": [
            "properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties",
            "maxProperties", "dependentRequired", "dependentSchemas", "dependencies", "unevaluatedProperties",
        ],
    ]
    private static let general: Set<String> = [
        "enum", "not", "if", "then", "else", "allOf", "anyOf", "oneOf", "$ref", "$dynamicRef", "$recursiveRef",
        "default",
        "examples", "deprecated", "readOnly", "writeOnly",
    ]
    private static let typeOf: [String: String] = {
        var types: [String: String] = [:]
        for (type, keywords) in byType { for keyword in keywords { types[keyword] = type } }
        return types
    }()
    private static let definitions: Set<String> = [
        "$defs", "definitions", "$schema", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary",
        "$comment",
    ]

    /// Whether it only names or defines, and says nothing of a value.
    static func isDefinition(_ key: String) -> Bool { definitions.contains(key) }

    /// Whether it says anything of a value of that type that the caller does not say otherwise.
    static func concerns(_ key: String, _ type: String) -> Bool {
        if key == "properties" || key == "required" { return false }
        if key == "format" { return type == "string" || type == "number" || type == "integer" }
        guard let group = typeOf[key] else { return general.contains(key) }
        return group == type || group == "number" && type == "integer"
    }

    /// False of a value that leaves everything as it is without the keyword, and of what the dialect's types say anyway:
    /// an object has the properties that it names, a list the items.
    static func says(_ key: String, _ value: JSONValue) -> Bool {
        switch key {
        case "additionalProperties", "unevaluatedProperties", "unevaluatedItems": value.objectValue?.isEmpty == false
        case "additionalItems": value == false || value.objectValue?.isEmpty == false
        case "items": value == false || value.arrayValue != nil
        case "uniqueItems", "deprecated", "readOnly", "writeOnly": value == true
        default: true
        }
    }

    /// The types that a schema without `type` speaks of, in a fixed order; empty where it speaks of any.
    static func types(suggestedBy keywords: JSONObject) -> [String] {
        if let values = keywords["enum"]?.arrayValue {
            return ["string", "integer", "number", "boolean", "array", "object", "null"].filter { type in
                values.contains { value($0, isOf: type) && !(type == "number" && value($0, isOf: "integer")) }
            }
        }
        return ["object", "array", "string", "number"].filter { type in
            keywords.contains { typeOf[$0.key] == type }
        }
    }

    static func value(_ value: JSONValue, isOf type: String) -> Bool {
        switch (value, type) {
        case (.number(let number), "integer"): number.isInteger
        default: value.typeName == type
        }
    }

    static func isNull(_ keywords: JSONObject) -> Bool {
        keywords["type"] == "null" || keywords["enum"] == [.null] && keywords["type"] == nil
    }

    /// Whether a flat schema narrows a value of which another says what it is.
    static func isOnlyCondition(_ keywords: JSONObject) -> Bool {
        !["type", "enum", "properties", "items", "prefixItems", "anyOf", "oneOf"].contains { keywords[$0] != nil }
    }
}
