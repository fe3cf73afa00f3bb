import HubCore
import HubSchema
import PluginABI
import RunnerProtocol

/// Judges what a plugin says of one of its tool types.
struct ToolTypeInspection {
    static let maximumID = 64
    static let maximumVersion = 32
    static let maximumDescription = 1024
    static let maximumSchemaBytes = 256 << 10

    let type: ToolType

    init(_ entry: PluginDescription.Entry, index: Int) throws(PluginRefusal) {
        let id = try PluginText.required(entry.id, "the id of tool type \(index)", limit: Self.maximumID)
        guard Self.isTypeID(id) else {
            throw PluginRefusal(
                "has the tool type \"\(PluginText.printable(id))\"; A-Z, then A-Z, 0-9 and \"_\" are expected")
        }
        let has = Int(entry.has)
        for (name, bit) in [("create", AHR_HAS_CREATE), ("destroy", AHR_HAS_DESTROY), ("invoke", AHR_HAS_INVOKE)]
        where has & bit == 0 {
            throw PluginRefusal("has no function \(name) in the tool type \(id)")
        }
        let configSchema = try Self.schema(entry.configSchema, "config_schema", of: id)
        let inputSchema = try Self.schema(entry.inputSchema, "input_schema", of: id)
        if let inputSchema, let problem = ToolSchemaChecker().problems(withInputSchema: inputSchema.source).first {
            throw PluginRefusal("has a bad input_schema in the tool type \(id): \(problem.pointer): \(problem.message)")
        }
        type = ToolType(
            index: index, id: id,
            version: try PluginText.required(entry.version, "the version of \(id)", limit: Self.maximumVersion),
            description: try PluginText.required(
                entry.description, "the description of \(id)", limit: Self.maximumDescription),
            configSchema: configSchema?.compiled,
            needsEndpoint: configSchema?.source["required"]?.arrayValue?.contains("endpoint") ?? false,
            inputSchema: inputSchema?.compiled,
            outputSchema: try Self.schema(entry.outputSchema, "output_schema", of: id)?.compiled,
            effects: entry.flags & UInt32(AH_TOOL_SIDE_EFFECTS) != 0 ? .changes : .reads,
            isIdempotent: entry.flags & UInt32(AH_TOOL_IDEMPOTENT) != 0,
            tellsHealth: has & AHR_HAS_HEALTH != 0,
            maximumConcurrency: Int(entry.maximumConcurrency),
            defaultTimeout: entry.defaultTimeoutMilliseconds == 0
                ? nil : .milliseconds(Int64(entry.defaultTimeoutMilliseconds)))
    }

    private static func schema(
        _ text: DescribedText, _ name: String, of type: String
    ) throws(PluginRefusal) -> (source: JSONValue, compiled: CompiledSchema)? {
        guard let text = try PluginText.optional(text, "the \(name) of \(type)", limit: maximumSchemaBytes) else {
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
