import HubCore

/// Follows a schema's references to its own parts (`#/$defs/line`, `#line`, `#`). References to other documents, which no
/// provider could follow either, lead nowhere.
struct SchemaReferences {
    let root: JSONValue

    func target(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        let fragment = String(reference.dropFirst())
        if let pointer = JSONPointer(fragment) { return root[pointer] }
        for key in ["$defs", "definitions"] {
            for (_, schema) in root[key]?.objectValue ?? [:] where schema["$anchor"]?.stringValue == fragment {
                return schema
            }
        }
        return nil
    }

    /// The value with each reference replaced by what it names, so that it can be read where the definitions are not.
    /// `left` counts the values that may yet be looked at; a reference past that, or inside its own target, stays.
    func inlined(_ value: JSONValue, _ left: inout Int) -> JSONValue { inlined(value, [], &left) }

    private func inlined(_ value: JSONValue, _ path: [String], _ left: inout Int) -> JSONValue {
        left -= 1
        guard left > 0 else { return value }
        switch value {
        case .array(let elements): return .array(elements.map { inlined($0, path, &left) })
        case .object(let object):
            if let reference = object["$ref"]?.stringValue, !path.contains(reference),
                let target = target(reference)
            {
                var siblings = object
                siblings["$ref"] = nil
                let whole = inlined(target, path + [reference], &left)
                if siblings.isEmpty { return whole }
                return .object(SchemaMerge.merged(siblings, whole.objectValue ?? ["allOf": [whole]]))
            }
            return .object(JSONObject(object.map { ($0.key, inlined($0.value, path, &left)) }))
        case .null, .bool, .number, .string: return value
        }
    }
}
