import PluginSDK

/// A call's arguments, some of which the endpoint places.
struct Arguments {
    private let members: [JSONMember]

    init(_ input: JSON) throws(ToolError) {
        guard let members = input.objectValue else {
            throw ToolError(.invalidInput, "The arguments are \(input.kind), not an object.")
        }
        self.members = members
    }

    /// Those that no placeholder takes.
    func remaining(without placed: Set<String>) -> [JSONMember] { members.filter { !placed.contains($0.name) } }

    /// The text that goes into a placeholder's place.
    func text(for placeholder: String) throws(ToolError) -> String {
        guard let member = members.last(where: { $0.name == placeholder }), member.value != .null else {
            throw ToolError(.invalidInput, "The argument \(placeholder) is missing.")
        }
        guard let text = Self.scalar(member.value) else {
            throw ToolError(
                .invalidInput,
                "The argument \(placeholder) is \(member.value.kind); a text, a number or a boolean is needed.")
        }
        return text
    }

    /// What a text, a number or a boolean looks like in a URL, not yet encoded; nil for other kinds.
    static func scalar(_ value: JSON) -> String? {
        switch value {
        case .string(let text): text
        case .number(let number): number.literal
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
