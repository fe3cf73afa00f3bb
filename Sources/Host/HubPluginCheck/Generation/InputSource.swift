import HubCore
import HubSchema

/// Inputs of a type's calls, the same ones from the same seed.
struct InputSource {
    private static let given: Int = 4

    private let author: JSONValue?
    private var sampler: SchemaSampler?
    private var numbers: SeededNumbers

    init(_ options: CheckOptions, _ type: PluginType, numbers: SeededNumbers) {
        // The host lets nothing pass that the schema refuses.
        author = options.input(of: type.id).flatMap { type.input?.compiled.accepts($0) ?? true ? $0 : nil }
        self.numbers = numbers
        let schema = type.input ?? Self.open
        sampler = schema.map { SchemaSampler($0.source, $0.compiled, numbers: numbers) }
    }

    /// An input that the type accepts; nil: the schema asks for what cannot be made here.
    mutating func next(_ taste: SchemaSampler.Taste) -> JSONValue? {
        // An author who gives an input knows what the tool's row asks for; others are tried all the same.
        if let author, numbers.below(Self.given) > 0 || sampler == nil { return author }
        return sampler?.value(taste) ?? author
    }

    /// What a tool's row may ask for when the type leaves it to the row.
    private static var open: PluginSchema? {
        let properties: JSONObject = [
            "query": ["type": "string"], "id": ["type": "integer"], "name": ["type": "string"],
            "text": ["type": "string"], "file": ["type": "string", "examples": ["file-check"]],
            "limit": ["type": "integer"],
        ]
        return PluginSchema(["type": "object", "properties": .object(properties)])
    }
}
