import HubCore

/// What a tool's arguments are called on the wire. The API refuses a request, with all its tools, where one argument's name
/// has other characters than `[a-zA-Z0-9_.-]` or more than 64 of them, such as OData's `$filter`: those have names of the
/// wire's own, and calls that come back are given the row's names again.
struct AnthropicArgumentNames: Hashable {
    /// Only of those that differ.
    private var wireNames: [String: String] = [:]
    private var rowNames: [String: String] = [:]

    init(_ schema: JSONValue) {
        let names = schema["properties"]?.objectValue?.keys ?? []
        var taken = Set(names.filter(Self.isFit))
        for name in names where !Self.isFit(name) {
            let stem = String(name.unicodeScalars.prefix(60).map { Self.isFit($0) ? Character($0) : "_" })
            var wire = stem
            var number = 1
            while wire.isEmpty || !taken.insert(wire).inserted {
                number += 1
                wire = "\(stem)\(number)"
            }
            wireNames[name] = wire
            rowNames[wire] = name
        }
    }

    /// Those of tools that have any to change, by the tools' names.
    static func changed(_ tools: [ModelTool]) -> [String: AnthropicArgumentNames] {
        var changed: [String: AnthropicArgumentNames] = [:]
        for tool in tools {
            let names = AnthropicArgumentNames(ToolParameters.plain(tool.inputSchema))
            if !names.wireNames.isEmpty { changed[tool.name] = names }
        }
        return changed
    }

    func schema(_ schema: JSONObject) -> JSONObject {
        var schema = schema
        if let properties = schema["properties"]?.objectValue {
            schema["properties"] = .object(renamed(properties, wireNames))
        }
        if let required = schema["required"]?.arrayValue {
            schema["required"] = .array(
                required.map { $0.stringValue.flatMap { wireNames[$0] }.map(JSONValue.string) ?? $0 })
        }
        return schema
    }

    func input(_ arguments: JSONObject) -> JSONObject { renamed(arguments, wireNames) }

    /// Of JSON as text; what is no object stays as it is.
    func arguments(_ input: String) -> String {
        do throws(JSONParseError) {
            guard let object = try JSONValue(parsing: input).objectValue else { return input }
            return JSONValue.object(renamed(object, rowNames)).text
        } catch {
            return input
        }
    }

    private func renamed(_ object: JSONObject, _ names: [String: String]) -> JSONObject {
        JSONObject(object.map { (names[$0.key] ?? $0.key, $0.value) })
    }

    private static func isFit(_ name: String) -> Bool {
        (1...64).contains(name.unicodeScalars.count) && name.unicodeScalars.allSatisfy(isFit)
    }

    private static func isFit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-": true
        default: false
        }
    }
}
