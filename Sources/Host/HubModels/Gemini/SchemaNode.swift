import HubCore

/// One type of Gemini's dialect with what its keywords say; what has no keyword of the dialect is in the description.
struct SchemaNode {
    private var object: JSONObject
    private let description: String?
    /// What the dialect has no keyword for.
    var rest = JSONObject()

    /// `type` as JSON Schema names it. Properties and items are the caller's to add.
    init(type: String, _ keywords: JSONObject) {
        object = ["type": .string(type.uppercased())]
        description = keywords["description"]?.stringValue
        if let title = keywords["title"]?.stringValue { object["title"] = .string(title) }
        for (key, value) in keywords where SchemaKeyword.concerns(key, type) && SchemaKeyword.says(key, value) {
            if let known = Self.known(key, value, of: type) { object[key] = known } else { rest[key] = value }
        }
        if object["enum"] != nil { object["format"] = "enum" }
        if type == "integer" {
            take("exclusiveMinimum", as: "minimum", 1, max)
            take("exclusiveMaximum", as: "maximum", -1, min)
        }
    }

    var json: JSONObject {
        var json = object
        json["description"] = SchemaWords.description(description, adding: rest).map(JSONValue.string)
        return json
    }

    /// A bound that is not reached is, of whole numbers, its neighbour that may be.
    private mutating func take(
        _ key: String, as bound: String, _ step: Int64, _ choose: (JSONNumber, JSONNumber) -> JSONNumber
    ) {
        guard let value = rest[key]?.intValue, value.magnitude < 1 << 53 else { return }
        let neighbour = JSONNumber(Int64(value) + step)
        rest[key] = nil
        object[bound] = .number(object[bound]?.numberValue.map { choose($0, neighbour) } ?? neighbour)
    }

    /// The value of the dialect's own keyword of that name; nil where there is none.
    private static func known(_ key: String, _ value: JSONValue, of type: String) -> JSONValue? {
        switch key {
        case "minimum", "maximum": return value.numberValue.map(JSONValue.number)
        case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties":
            return value.intValue.map(JSONValue.int)
        case "format":
            // `nil` in a closure's result would be JSON's null.
            guard let format = value.stringValue, formats[type]?.contains(format) == true else { return nil }
            return value
        case "enum":
            // Only of strings, and of none that is empty.
            guard type == "string", let values = value.arrayValue else { return nil }
            let texts = values.filter { $0.stringValue != nil }
            return texts.isEmpty || texts.contains("") ? nil : .array(texts)
        default: return nil
        }
    }

    private static let formats = [
        "string": ["date-time"], "number": ["float", "double"], "integer": ["int32", "int64"],
    ]
}
