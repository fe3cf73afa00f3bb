import Glibc
import PluginABI

/// A plugin's tables, copied as far as this host knows them.
// SAFETY: immutable; the pointers in it lead to descriptors and functions that the ABI makes immortal.
struct PluginTables: @unchecked Sendable {
    struct TypeEntry {
        /// The plugin's own table, which `create` gets back.
        let pointer: UnsafePointer<ah_tool_type>
        let table: ah_tool_type
    }

    let plugin: ah_plugin
    let types: [TypeEntry]

    /// What a table says of its own size. No more of it is read, since there may be no more.
    static func size(of pointer: UnsafePointer<some Any>) -> UInt32 {
        // SAFETY: `size` comes first in every table of the ABI, and the table is immortal.
        UnsafeRawPointer(pointer).load(as: UInt32.self)
    }

    /// The table's first `bytes`, or fewer when it has more than this host knows. What is missing is as in `empty`.
    static func copy<Table>(_ pointer: UnsafePointer<Table>, into empty: Table, bytes: UInt32) -> Table {
        var table = empty
        let count = min(Int(bytes), MemoryLayout<Table>.size)
        // SAFETY: `table` holds at least `count` bytes, and the plugin's table says that it does too.
        withUnsafeMutableBytes(of: &table) { $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: count)) }
        return table
    }
}
