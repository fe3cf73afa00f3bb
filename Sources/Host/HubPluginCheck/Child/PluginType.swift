import HubCore
import HubSchema
import PluginABI

/// A tool type as the checks use it.
// SAFETY: immutable; the pointers lead to descriptors and functions that the ABI makes immortal.
struct PluginType: @unchecked Sendable {
    let pointer: UnsafePointer<ah_tool_type>
    let table: ah_tool_type
    let id: String
    let configuration: PluginSchema?
    let input: PluginSchema?
    let output: PluginSchema?

    var isBlocking: Bool { table.flags & UInt32(AH_TOOL_BLOCKING) != 0 }
    /// Calls that are given to an instance at once.
    var concurrency: Int { table.max_concurrency == 0 ? 8 : min(Int(table.max_concurrency), 8) }

    init(_ pointer: UnsafePointer<ah_tool_type>) {
        self.pointer = pointer
        table = PluginTables.copy(pointer, into: ah_tool_type())
        id = table.id.map { String(cString: $0) } ?? "?"
        configuration = PluginSchema(table.config_schema)
        input = PluginSchema(table.input_schema)
        output = PluginSchema(table.output_schema)
    }
}

/// A schema of a plugin's that compiles.
struct PluginSchema: Sendable {
    let source: JSONValue
    let compiled: CompiledSchema

    init?(_ source: JSONValue) {
        guard let compiled = try? CompiledSchema(source) else { return nil }
        self.source = source
        self.compiled = compiled
    }

    init?(_ text: UnsafePointer<CChar>?) {
        guard let text, let source = try? JSONValue(parsing: String(cString: text)) else { return nil }
        self.init(source)
    }
}

/// Reads tables as far as they reach.
enum PluginTables {
    static func size(of pointer: UnsafePointer<some Any>) -> Int {
        // SAFETY: `size` comes first in every table of the ABI, and the table is immortal.
        Int(UnsafeRawPointer(pointer).load(as: UInt32.self))
    }

    /// The table's bytes as far as both sides know them; what is missing is as in `empty`.
    static func copy<Table>(_ pointer: UnsafePointer<Table>, into empty: Table) -> Table {
        var table = empty
        let count = min(size(of: pointer), MemoryLayout<Table>.size)
        // SAFETY: `table` holds at least `count` bytes, and the plugin's table says that it does too.
        withUnsafeMutableBytes(of: &table) { $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: count)) }
        return table
    }
}
