import HubCore
import HubSchema

/// An argument of a tool: its name and what its values look like.
struct ArgumentSlot: Sendable {
    let name: String
    private let schema: CompiledSchema
    /// Whether the schema tells its values from ordinary words, as a pattern or an enumeration does and `string` does not.
    let isSpecific: Bool

    /// nil where the property's schema does not stand on its own.
    init?(name: String, property: JSONValue, of root: JSONValue) {
        guard let schema = Self.compile(property, of: root) else { return nil }
        self.name = name
        self.schema = schema
        isSpecific = !Self.ordinaryWords.contains { schema.accepts(.string($0)) }
    }

    func accepts(_ value: JSONValue) -> Bool { schema.accepts(value) }

    private static let ordinaryWords = ["hello", "What", "còn", "khong", "?"]

    /// The property alone, with the definitions that its references may lead to.
    private static func compile(_ property: JSONValue, of root: JSONValue) -> CompiledSchema? {
        var standalone = JSONObject([("allOf", .array([property]))])
        for key in ["$defs", "definitions", "$schema"] {
            if let member = root[key] { standalone[key] = member }
        }
        do throws(SchemaError) {
            return try CompiledSchema(.object(standalone))
        } catch {
            // A reference to another place of the root; the tool works, this argument is not recognised in talk.
            return nil
        }
    }
}
