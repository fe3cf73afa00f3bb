import HubCore

/// The `{name}` in a row's endpoint and in the members of its `config.query`, each of which needs an argument in every
/// call.
struct EndpointPlaceholders {
    /// Where each stands, as a pointer into the row.
    private let names: [(pointer: String, name: String)]
    private let properties: Set<String>
    private let required: Set<String>
    /// Whether all of the schema's properties stand where they are looked for.
    private let isReadable: Bool

    init(_ tool: Tool) {
        var names = Self.names(in: tool.endpoint ?? "").map { (pointer: "/endpoint", name: $0) }
        for (member, value) in tool.config["query"]?.objectValue ?? [:] {
            let pointer = JSONPointer(tokens: ["config", "query", member]).description
            names += Self.names(in: value.stringValue ?? "").map { (pointer, $0) }
        }
        self.names = names
        let parts = [tool.inputSchema] + (tool.inputSchema["allOf"]?.arrayValue ?? [])
        isReadable = parts.allSatisfy { $0["$ref"] == nil && $0["$dynamicRef"] == nil }
        properties = Set(parts.flatMap { $0["properties"]?.objectValue?.keys ?? [] })
        required = Set(parts.flatMap { $0["required"]?.arrayValue ?? [] }.compactMap(\.stringValue))
    }

    /// What the input schema lacks for them. A schema that refers elsewhere is taken on trust: then a call without the
    /// argument fails by itself.
    var problems: [FieldProblem] {
        guard isReadable else { return [] }
        return names.compactMap { pointer, name in
            if !properties.contains(name) {
                return FieldProblem(
                    pointer: pointer, message: "The placeholder {\(name)} is no property of input_schema.")
            }
            if !required.contains(name) {
                return FieldProblem(
                    pointer: pointer,
                    message: "The placeholder {\(name)} stands for an optional argument: input_schema must require it.")
            }
            return nil
        }
    }

    /// In their order, each once. Braces around anything else are the plugin's to judge.
    private static func names(in template: String) -> [String] {
        var names: [String] = []
        for part in template.split(separator: "{", omittingEmptySubsequences: false).dropFirst() {
            guard let end = part.firstIndex(of: "}") else { continue }
            let name = String(part[..<end])
            if isName(name), !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Letters, digits, `_` and `-`, the first a letter or `_`.
    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first), first != UInt8(ascii: "-") else {
            return false
        }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
            case _: false
            }
        }
    }
}
