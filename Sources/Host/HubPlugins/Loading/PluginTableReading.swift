import PluginABI
import RunnerProtocol

/// Reads the tables of a plugin in this process. What cannot be read without harm is refused here; what it means is judged by
/// `PluginInspection`.
struct PluginTableReading {
    let description: PluginDescription
    let tables: PluginTables

    init(_ pointer: UnsafePointer<ah_plugin>) throws(PluginRefusal) {
        let size = PluginTables.size(of: pointer)
        guard size >= AH_SIZE_1_0_PLUGIN else {
            throw PluginRefusal("has a plugin table of \(size) bytes; ABI 1.0 has \(AH_SIZE_1_0_PLUGIN)")
        }
        let plugin = PluginTables.copy(pointer, into: ah_plugin(), bytes: size)
        var description = PluginDescription(
            abi: plugin.abi, minimumHostABI: plugin.min_host_abi,
            id: PluginText.read(plugin.id, limit: PluginInspection.maximumID),
            version: PluginText.read(plugin.version, limit: PluginInspection.maximumVersion),
            manifest: PluginText.read(plugin.manifest_json, limit: PluginManifest.maximumBytes),
            typeCount: plugin.type_count)
        // Tables of another ABI may look any way, so no more of them is read.
        try PluginInspection.checkVersions(of: description)
        var entries: [PluginTables.TypeEntry] = []
        if plugin.type_count <= PluginDescription.maximumTypes {
            if plugin.type_count > 0, plugin.types == nil { throw PluginRefusal("has a NULL list of tool types") }
            for index in 0..<Int(plugin.type_count) {
                // SAFETY: the list has type_count entries, by the contract, and is immortal.
                guard let entry = plugin.types?[index] else { throw PluginRefusal("has NULL as tool type \(index)") }
                let table = try Self.table(entry, index: index)
                entries.append(PluginTables.TypeEntry(pointer: entry, table: table))
                description.types.append(Self.entry(table))
            }
        }
        self.description = description
        tables = PluginTables(plugin: plugin, types: entries)
    }

    private static func table(
        _ pointer: UnsafePointer<ah_tool_type>, index: Int
    ) throws(PluginRefusal) -> ah_tool_type {
        guard UInt(bitPattern: pointer) % UInt(MemoryLayout<ah_tool_type>.alignment) == 0 else {
            throw PluginRefusal("has tool type \(index) at an address where none can be")
        }
        let size = PluginTables.size(of: pointer)
        guard size >= AH_SIZE_1_0_TOOL_TYPE else {
            throw PluginRefusal(
                "has a table of \(size) bytes for tool type \(index); ABI 1.0 has \(AH_SIZE_1_0_TOOL_TYPE)")
        }
        return PluginTables.copy(pointer, into: ah_tool_type(), bytes: size)
    }

    private static func entry(_ table: ah_tool_type) -> PluginDescription.Entry {
        var has = 0
        if table.create != nil { has |= AHR_HAS_CREATE }
        if table.destroy != nil { has |= AHR_HAS_DESTROY }
        if table.invoke != nil { has |= AHR_HAS_INVOKE }
        if table.cancel != nil { has |= AHR_HAS_CANCEL }
        if table.health != nil { has |= AHR_HAS_HEALTH }
        if table.ext != nil { has |= AHR_HAS_EXT }
        let schema = ToolTypeInspection.maximumSchemaBytes
        return PluginDescription.Entry(
            has: UInt32(has), flags: table.flags, maximumConcurrency: table.max_concurrency,
            defaultTimeoutMilliseconds: table.default_timeout_ms,
            id: PluginText.read(table.id, limit: ToolTypeInspection.maximumID),
            version: PluginText.read(table.version, limit: ToolTypeInspection.maximumVersion),
            description: PluginText.read(table.description, limit: ToolTypeInspection.maximumDescription),
            configSchema: PluginText.read(table.config_schema, limit: schema),
            inputSchema: PluginText.read(table.input_schema, limit: schema),
            outputSchema: PluginText.read(table.output_schema, limit: schema))
    }
}
