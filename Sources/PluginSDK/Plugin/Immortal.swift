import Glibc
import PluginABI

/// Memory that is handed to the host for ever, as the ABI wants descriptors to be.
enum Immortal {
    static func value<Value>(_ value: Value) -> UnsafePointer<Value> {
        let pointer = UnsafeMutablePointer<Value>.allocate(capacity: 1)
        pointer.initialize(to: value)
        return UnsafePointer(pointer)
    }

    static func text(_ text: String?) -> UnsafePointer<CChar>? { text.flatMap { UnsafePointer(strdup($0)) } }
}

extension ToolType {
    /// The type as the host sees it.
    var table: ah_tool_type {
        var table = ah_tool_type()
        table.size = UInt32(MemoryLayout<ah_tool_type>.size)
        table.flags = effects.rawValue
        table.id = Immortal.text(id)
        table.version = Immortal.text(version)
        table.description = Immortal.text(description)
        table.config_schema = Immortal.text(configurationSchema)
        table.input_schema = Immortal.text(inputSchema)
        table.output_schema = Immortal.text(outputSchema)
        table.max_concurrency = maximumConcurrency
        table.default_timeout_ms = defaultTimeoutMilliseconds
        // SAFETY: never released; the table that holds it lives until the process ends.
        table.context = Unmanaged.passRetained(Instance.Factory(make: make)).toOpaque()
        table.create = { Instance.create($0, $1, $2, $3, $4, $5, $6) }
        table.destroy = { Instance.destroy($0) }
        table.invoke = { Instance.invoke($0, $1, $2) }
        table.cancel = { Instance.at($0)?.tool.cancel(Call.ID(rawValue: $1)) }
        table.health = { Instance.health($0, $1) }
        if keepsKnowledge {
            table.ext = { _, id in
                // SAFETY: a NUL-terminated string that the host lends for this call.
                guard let id, String(cString: id) == AH_EXT_KNOWLEDGE else { return nil }
                return UnsafeRawPointer(ToolType.knowledgeTable)
            }
        }
        return table
    }
}
