import PluginABI

/// What the host says of a plugin's table before it loads the plugin, for tools that load plugins on their own.
package enum PluginTableInspection {
    /// Why the host refuses it, the end of a sentence that begins with the file's name; nil: it takes it. The table and what it
    /// points to must be immortal, as the ABI has it.
    package static func refusal(of pointer: UnsafePointer<ah_plugin>) -> String? {
        guard UInt(bitPattern: pointer) % UInt(MemoryLayout<ah_plugin>.alignment) == 0 else {
            return "returns a table at an address where none can be"
        }
        do throws(PluginRefusal) {
            _ = try PluginInspection(try PluginTableReading(pointer).description)
            return nil
        } catch {
            return error.reason
        }
    }
}
