import HubCore

/// Joins schemas that hold together into one object, as far as one object can say what both say. What cannot be joined
/// (two patterns, two types that exclude each other) stays under `allOf`.
enum SchemaMerge {
    static func merged(_ first: JSONObject, _ second: JSONObject) -> JSONObject {
        var result = first
        var rest = JSONObject()
        for (key, value) in second {
            guard let old = result[key], old != value else {
                result[key] = value
                continue
            }
            if let joined = join(key, old, value) { result[key] = joined } else { rest[key] = value }
        }
        if !rest.isEmpty { add(.object(rest), to: &result) }
        return result
    }

    /// Puts a schema beside the others that also hold.
    static func add(_ schema: JSONValue, to object: inout JSONObject) {
        object["allOf"] = .array((object["allOf"]?.arrayValue ?? []) + [schema])
    }

    /// nil where no one value says both.
    private static func join(_ key: String, _ first: JSONValue, _ second: JSONValue) -> JSONValue? {
        switch key {
        case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas":
            guard let first = first.objectValue, let second = second.objectValue else { return nil }
            return .object(united(first, second))
        case "items": return ["allOf": [first, second]]
        case "required": return list(first, second) { first, second in first + second.filter { !first.contains($0) } }
        case "allOf": return list(first, second, +)
        case "type": return types(first, second)
        case "enum":
            let both = list(first, second) { first, second in first.filter(second.contains) }
            return both?.arrayValue?.isEmpty == false ? both : nil
        case "description":
            guard let first = first.stringValue, let second = second.stringValue else { return nil }
            return .string("\(first) \(second)")
        case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains":
            return number(first, second, max)
        case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains":
            return number(first, second, min)
        case "uniqueItems", "deprecated", "readOnly", "writeOnly":
            return .bool(first.boolValue ?? false || second.boolValue ?? false)
        case "additionalProperties": return second == true ? first : first == true ? second : nil
        // Notes: the outer one counts.
        case "title", "default", "examples", "$comment", "$schema", "$id", "$anchor", "nullable": return first
        default: return nil
        }
    }

    private static func united(_ first: JSONObject, _ second: JSONObject) -> JSONObject {
        var result = first
        for (name, schema) in second {
            let old = result[name]
            result[name] = old.map { $0 == schema ? $0 : ["allOf": [$0, schema]] } ?? schema
        }
        return result
    }

    private static func list(
        _ first: JSONValue, _ second: JSONValue, _ join: ([JSONValue], [JSONValue]) -> [JSONValue]
    ) -> JSONValue? {
        guard let first = first.arrayValue, let second = second.arrayValue else { return nil }
        return .array(join(first, second))
    }

    private static func number(
        _ first: JSONValue, _ second: JSONValue, _ choose: (JSONNumber, JSONNumber) -> JSONNumber
    ) -> JSONValue? {
        guard let first = first.numberValue, let second = second.numberValue else { return nil }
        return .number(choose(first, second))
    }

    /// The types that both allow; an integer is a number.
    private static func types(_ first: JSONValue, _ second: JSONValue) -> JSONValue? {
        let (first, second) = (names(first), names(second))
        let both =
            first.filter { second.contains($0) || $0 == "integer" && second.contains("number") }
            + second.filter { $0 == "integer" && first.contains("number") && !first.contains("integer") }
        return both.isEmpty ? nil : both.count == 1 ? .string(both[0]) : .strings(both)
    }

    /// The names of a `type`, which may be one or a list.
    static func names(_ type: JSONValue?) -> [String] {
        type?.stringValue.map { [$0] } ?? type?.arrayValue?.compactMap(\.stringValue) ?? []
    }
}
