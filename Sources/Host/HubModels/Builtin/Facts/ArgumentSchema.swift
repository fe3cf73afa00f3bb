import HubCore
import HubSchema

/// Looks into the schema of one argument.
enum ArgumentSchema {
    /// With a reference to a definition of the root followed; what stands beside the reference stays.
    static func resolved(_ schema: JSONValue, root: JSONValue) -> JSONValue {
        var schema = schema
        for _ in 0..<8 {
            guard var members = schema.objectValue, let reference = members["$ref"]?.stringValue,
                reference.hasPrefix("#/"), let target = target(of: reference, in: root)
            else { return schema }
            members["$ref"] = nil
            for (key, value) in target where members[key] == nil { members[key] = value }
            schema = .object(members)
        }
        return schema
    }

    private static func target(of reference: String, in root: JSONValue) -> JSONObject? {
        var value = root
        for part in reference.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false) {
            let key = String(part.replacing("~1", with: "/").replacing("~0", with: "~"))
            guard let next = value[key] else { return nil }
            value = next
        }
        return value.objectValue
    }

    /// The schema as a writer means it who allows null beside a type: the branch or the type that is not null.
    static func reading(of schema: JSONValue) -> JSONValue {
        guard var members = schema.objectValue else { return schema }
        for keyword in ["anyOf", "oneOf"] {
            guard let branches = members[keyword]?.arrayValue, members["type"] == nil,
                let branch = branches.first(where: { $0["type"] != "null" })?.objectValue
            else { continue }
            for (key, value) in branch where members[key] == nil { members[key] = value }
        }
        if let types = members["type"]?.arrayValue {
            members["type"] = types.first { $0 != "null" } ?? .null
        }
        if members["type"] == nil { members["type"] = .string(impliedType(of: members)) }
        return .object(members)
    }

    private static func impliedType(of members: JSONObject) -> String {
        func has(_ keywords: String...) -> Bool { keywords.contains { members[$0] != nil } }
        if has("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf") { return "number" }
        if has("items", "minItems", "maxItems", "prefixItems") { return "array" }
        if has("properties", "additionalProperties") { return "object" }
        return "string"
    }

    /// Compiled alone, with the root's definitions at hand; nil when it does not compile.
    static func compiled(_ schema: JSONValue, root: JSONValue) -> CompiledSchema? {
        var document: JSONValue = schema
        if root["$defs"] != nil || root["definitions"] != nil {
            var members = JSONObject([("allOf", .array([schema]))])
            for key in ["$defs", "definitions"] { members[key] = root[key] }
            document = .object(members)
        }
        do {
            return try CompiledSchema(document)
        } catch {
            // The row's schema was refused where it was written, or refers to what stands elsewhere in it. Nothing is
            // lost: the loop checks the arguments against the whole schema.
            return nil
        }
    }
}
