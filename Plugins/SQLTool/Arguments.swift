import PluginSDK

/// The values of a call, by the row's parameters.
struct Arguments {
    private let values: [String: JSON]

    /// An argument that no parameter takes is refused, and so is one that the configuration has set already.
    init(_ input: JSON, row: SQLRow) throws(ToolError) {
        guard let members = input.objectValue else {
            throw ToolError(.invalidInput, "The arguments are \(input.kind), not an object.")
        }
        var values = row.constants
        for member in members {
            guard row.statement.parameters.contains(member.name), row.constants[member.name] == nil else {
                throw ToolError(.invalidInput, "The statement takes no argument \(member.name).")
            }
            values[member.name] = member.value
        }
        self.values = values
    }

    /// Null when it is not given.
    func value(_ name: String) -> JSON { values[name] ?? .null }

    static func problem(_ name: String, _ value: JSON, needs: String) -> ToolError {
        ToolError(.invalidInput, "The argument \(name) is \(value.kind); \(needs) is needed.")
    }
}
