import HubCore

/// Gemini's dialect as its reference describes it, written down apart from the translation.
enum GeminiDialect {
    private static let keys: Set<String> = [
        "type", "format", "title", "description", "nullable", "enum", "maxItems", "minItems", "properties", "required",
        "minProperties", "maxProperties", "minLength", "maxLength", "anyOf", "propertyOrdering", "items", "minimum",
        "maximum",
    ]
    private static let types: Set<String> = ["STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL"]
    private static let formats = [
        "STRING": ["enum", "date-time"], "NUMBER": ["float", "double"], "INTEGER": ["int32", "int64"],
    ]

    /// What is not of the dialect, as words for a failing test.
    static func violations(_ schema: JSONValue, at place: String = "#") -> [String] {
        guard let object = schema.objectValue else { return ["\(place) is no object"] }
        var found = object.keys.filter { !keys.contains($0) }.map { "\(place) has \($0)" }
        if let choices = object["anyOf"] {
            if object.count > 1 { found.append("\(place) has more than anyOf") }
            let choices = choices.arrayValue ?? []
            if choices.count < 2 { found.append("\(place) has no choice") }
            for (number, choice) in choices.enumerated() { found += violations(choice, at: "\(place)/\(number)") }
            return found
        }
        guard let type = object["type"]?.stringValue, types.contains(type) else {
            return found + ["\(place) has no type"]
        }
        for key in ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"] {
            if let value = object[key], value.intValue == nil { found.append("\(place)/\(key) is no whole number") }
        }
        if let format = object["format"], formats[type]?.contains(format.stringValue ?? "") != true {
            found.append("\(place) has format \(format)")
        }
        if let values = object["enum"]?.arrayValue {
            if type != "STRING" { found.append("\(place) has an enum of \(type)") }
            if values.isEmpty || values.contains(where: { $0.stringValue?.isEmpty != false }) {
                found.append("\(place) has an enum with something else than words")
            }
        } else if object["format"] == "enum" {
            found.append("\(place) has no enum")
        }
        if (type == "ARRAY") != (object["items"] != nil) { found.append("\(place) has items or no items") }
        if let items = object["items"] { found += violations(items, at: "\(place)/items") }
        let properties = object["properties"]?.objectValue ?? [:]
        if type != "OBJECT", object["properties"] != nil { found.append("\(place) has properties") }
        if object["properties"] != nil, properties.isEmpty { found.append("\(place) has empty properties") }
        for (name, value) in properties { found += violations(value, at: "\(place)/\(name)") }
        for key in ["required", "propertyOrdering"] {
            for name in object[key]?.arrayValue ?? [] where properties[name.stringValue ?? ""] == nil {
                found.append("\(place)/\(key) names what is not described")
            }
        }
        return found
    }

    /// What a schema of the dialect allows, as JSON Schema.
    static func jsonSchema(_ schema: JSONValue) -> JSONValue {
        guard var object = schema.objectValue else { return true }
        if let choices = object["anyOf"]?.arrayValue { return ["anyOf": .array(choices.map(jsonSchema))] }
        let type = object["type"]?.stringValue?.lowercased() ?? "object"
        let isNullable = object["nullable"] == true
        object["type"] = isNullable ? .strings([type, "null"]) : .string(type)
        for key in ["nullable", "propertyOrdering", "description", "title", "format"] { object[key] = nil }
        if isNullable, let values = object["enum"]?.arrayValue { object["enum"] = .array(values + [.null]) }
        object["items"] = object["items"].map(jsonSchema)
        if let properties = object["properties"]?.objectValue {
            object["properties"] = .object(JSONObject(properties.map { ($0.key, jsonSchema($0.value)) }))
        }
        return .object(object)
    }
}
