import HubCore

/// Which arguments of a tenant's tools a field of a result can fill.
struct EntityIndex: Sendable {
    /// By the argument's name in snake case; several tools may name an argument alike.
    private let slots: [String: [ArgumentSlot]]

    init(_ tools: some Sequence<ToolSnapshot>) {
        var slots: [String: [ArgumentSlot]] = [:]
        for tool in tools {
            for argument in tool.arguments { slots[FieldName.snake(argument.name), default: []].append(argument) }
        }
        self.slots = slots
    }

    /// The arguments that the value can fill under the field's name: the field is called like the argument, or its
    /// name ends with the argument's (`item_code` fills `code`), and the argument's schema accepts the value.
    func arguments(for field: String, _ value: JSONValue) -> [String] {
        if slots.isEmpty { return [] }
        let name = FieldName.snake(field)
        var names: [String] = []
        var rest = name[...]
        while true {
            for slot in slots[String(rest)] ?? [] where !names.contains(slot.name) && slot.accepts(value) {
                names.append(slot.name)
            }
            guard let separator = rest.firstIndex(of: "_") else { return names }
            rest = rest[rest.index(after: separator)...]
        }
    }
}
