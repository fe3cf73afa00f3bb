import HubCore
import HubSchema

/// A tool's row, ready for calls: its schemas compiled, its offer to models built.
final class ToolSnapshot: Sendable {
    let tool: Tool
    let input: CompiledSchema
    let output: CompiledSchema?
    let offer: ModelTool
    /// Those that are told in words: not the ones that the message itself or its files fill.
    let arguments: [ArgumentSlot]
    /// By name, the arguments that have a source of their own.
    let sources: [String: ArgumentSource]

    init(_ tool: Tool) throws(SchemaError) {
        self.tool = tool
        input = try CompiledSchema(tool.inputSchema)
        if let schema = tool.outputSchema {
            output = try CompiledSchema(schema)
        } else {
            output = nil
        }
        offer = ModelTool(
            name: tool.name, description: tool.description, inputSchema: tool.inputSchema, labels: tool.labels)
        let properties = tool.inputSchema["properties"]?.objectValue ?? JSONObject()
        sources = Dictionary(
            properties.compactMap { name, schema in ArgumentSource(of: schema).map { (name, $0) } },
            uniquingKeysWith: { first, _ in first })
        arguments = properties.compactMap { [sources] name, schema in
            sources[name] == nil ? ArgumentSlot(name: name, property: schema, of: tool.inputSchema) : nil
        }
    }

    /// Whether it reads a file that users attach.
    var takesAttachment: Bool { sources.values.contains(.attachment) }

    /// Whether the text is recognisably a value of one of the arguments.
    func recognises(_ text: String) -> Bool {
        arguments.contains { $0.isSpecific && $0.accepts(.string(text)) }
    }
}
