import HubCore

/// Gathers what a turn's tool calls spoke of: the arguments of each call, then what its result holds under the name
/// of an argument of any tool of the tenant.
struct EntityHarvest: Sendable {
    private static let maximumDepth = 8
    private static let maximumFields = 2000
    private static let maximumTextBytes = 200

    private let index: EntityIndex
    private var memory: EntityMemory
    private var fieldsLeft = Self.maximumFields

    init(index: EntityIndex, capacity: Int) {
        self.index = index
        memory = EntityMemory(capacity: capacity)
    }

    /// The last mentioned last, one a name.
    var entities: [Entity] { memory.entities }

    /// Takes a call's arguments (they were valid, whether or not the call went well; what the message itself or its files
    /// filled is nothing that was spoken of) and its result.
    mutating func take(_ call: CompletedToolCall) {
        guard case .run(let arguments) = call.handling else { return }
        for (name, value) in arguments.objectValue ?? JSONObject()
        where Self.isMemorable(value) && call.tool?.sources[name] == nil {
            memory.mention(Entity(name: name, value: value))
        }
        guard case .success(let result) = call.outcome else { return }
        fieldsLeft = Self.maximumFields
        walk(result, depth: 0)
    }

    private mutating func walk(_ value: JSONValue, depth: Int) {
        guard depth < Self.maximumDepth else { return }
        switch value {
        case .null, .bool, .number, .string: return
        case .array(let elements):
            for element in elements where fieldsLeft > 0 {
                fieldsLeft -= 1
                walk(element, depth: depth + 1)
            }
        case .object(let members):
            for (key, member) in members where fieldsLeft > 0 {
                fieldsLeft -= 1
                if Self.isMemorable(member) {
                    for name in index.arguments(for: key, member) { memory.mention(Entity(name: name, value: member)) }
                } else {
                    walk(member, depth: depth + 1)
                }
            }
        }
    }

    private static func isMemorable(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): !text.isEmpty && text.utf8.count <= maximumTextBytes
        case .number: true
        case .null, .bool, .array, .object: false
        }
    }
}
