import HubCore
import HubSchema
import PluginABI

/// Reads one tool type's table and checks all of it.
struct ToolTypeInspection {
    private static let maximumSchemaBytes = 256 << 10

    let descriptor: ToolType
    let entry: PluginTables.TypeEntry

    init(_ pointer: UnsafePointer<ah_tool_type>, index: Int) throws(PluginRefusal) {
        guard UInt(bitPattern: pointer) % UInt(MemoryLayout<ah_tool_type>.alignment) == 0 else {
            throw PluginRefusal("has tool type \(index) at an address where none can be")
        }
        let size = PluginTables.size(of: pointer)
        guard size >= AH_SIZE_1_0_TOOL_TYPE else {
            throw PluginRefusal(
                "has a table of \(size) bytes for tool type \(index); ABI 1.0 has \(AH_SIZE_1_0_TOOL_TYPE)")
        }
        let table = PluginTables.copy(pointer, into: ah_tool_type(), bytes: size)
        let id = try PluginText.required(table.id, "the id of tool type \(index)", limit: 64)
        guard Self.isTypeID(id) else {
            throw PluginRefusal(
                "has the tool type \"\(PluginText.printable(id))\"; A-Z, then A-Z, 0-9 and \"_\" are expected")
        }
        for (name, isThere) in [
            ("create", table.create != nil), ("destroy", table.destroy != nil), ("invoke", table.invoke != nil),
        ] where !isThere {
            throw PluginRefusal("has no function \(name) in the tool type \(id)")
        }
        let configSchema = try Self.schema(table.config_schema, "config_schema", of: id)
        let inputSchema = try Self.schema(table.input_schema, "input_schema", of: id)
        if let inputSchema, let problem = ToolSchemaChecker().problems(withInputSchema: inputSchema.source).first {
            throw PluginRefusal("has a bad input_schema in the tool type \(id): \(problem.pointer): \(problem.message)")
        }
        descriptor = ToolType(
            index: index, id: id,
            version: try PluginText.required(table.version, "the version of \(id)", limit: 32),
            description: try PluginText.required(table.description, "the description of \(id)", limit: 1024),
            configSchema: configSchema?.compiled,
            needsEndpoint: configSchema?.source["required"]?.arrayValue?.contains("endpoint") ?? false,
            inputSchema: inputSchema?.compiled,
            outputSchema: try Self.schema(table.output_schema, "output_schema", of: id)?.compiled,
            effects: table.flags & UInt32(AH_TOOL_SIDE_EFFECTS) != 0 ? .changes : .reads,
            tellsHealth: table.health != nil,
            maximumConcurrency: Int(table.max_concurrency))
        entry = PluginTables.TypeEntry(pointer: pointer, table: table)
    }

    private static func schema(
        _ pointer: UnsafePointer<CChar>?, _ name: String, of type: String
    ) throws(PluginRefusal) -> (source: JSONValue, compiled: CompiledSchema)? {
        guard let text = try PluginText.optional(pointer, "the \(name) of \(type)", limit: maximumSchemaBytes) else {
            return nil
        }
        let source: JSONValue
        do { source = try JSONValue(parsing: text) } catch {
            throw PluginRefusal("has a \(name) in the tool type \(type) that is not JSON: \(error)")
        }
        do { return (source, try CompiledSchema(source)) } catch {
            throw PluginRefusal("has a \(name) in the tool type \(type) that does not compile: \(error)")
        }
    }

    private static func isTypeID(_ id: String) -> Bool {
        guard let first = id.utf8.first, (0x41...0x5A).contains(first) else { return false }
        return id.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
}
