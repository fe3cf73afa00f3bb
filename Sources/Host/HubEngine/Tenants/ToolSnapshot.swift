import HubCore
import HubSchema

/// A tool's row, ready for calls: its schemas compiled, its offer to models built.
final class ToolSnapshot: Sendable {
    let tool: Tool
    let input: CompiledSchema
    let output: CompiledSchema?
    let offer: ModelTool
    let arguments: [ArgumentSlot]

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
        arguments =
            tool.inputSchema["properties"]?.objectValue.map { properties in
                properties.compactMap { ArgumentSlot(name: $0.key, property: $0.value, of: tool.inputSchema) }
            } ?? []
    }

    /// Whether the text is recognisably a value of one of the arguments.
    func recognises(_ text: String) -> Bool {
        arguments.contains { $0.isSpecific && $0.accepts(.string(text)) }
    }
}
