import HubCore

/// Tools' input schemas as the API accepts them: of an object, with a plain root (`ToolParameters`), in draft 2020-12.
enum AnthropicSchema {
    static func input(_ schema: JSONValue) -> JSONObject {
        var input = current(ToolParameters.plain(schema)).objectValue ?? [:]
        // Nothing else, and no list of types.
        input["type"] = "object"
        return input
    }

    /// Draft 7's one form that newer models refuse, with every tool of the request: a list of schemas as `items`, whose rest
    /// is `additionalItems`. Both have other names now and say the same.
    private static func current(_ schema: JSONValue) -> JSONValue {
        guard case .object(let object) = schema else { return schema }
        let tuple = object["items"]?.arrayValue
        var result: JSONObject = [:]
        for (key, value) in object {
            switch key {
            case "items":
                guard let tuple else {
                    result[key] = current(value)
                    break
                }
                if !tuple.isEmpty { result["prefixItems"] = .array(tuple.map(current)) }
            case "additionalItems":
                // Without a list it says nothing.
                if tuple != nil { result["items"] = current(value) }
            case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas":
                guard let members = value.objectValue else { fallthrough }
                result[key] = .object(JSONObject(members.map { ($0.key, current($0.value)) }))
            case "allOf", "anyOf", "oneOf", "prefixItems":
                guard let elements = value.arrayValue else { fallthrough }
                result[key] = .array(elements.map(current))
            case "additionalProperties", "contains", "else", "if", "not", "propertyNames", "then":
                result[key] = current(value)
            default: result[key] = value
            }
        }
        return .object(result)
    }
}
