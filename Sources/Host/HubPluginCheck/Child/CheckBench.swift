import HubCore
import PluginABI
import PluginCheckProbe

/// What the host says of a plugin's table: why it refuses the plugin, the end of a sentence; nil when it takes it.
package typealias PluginInspector = @Sendable (UnsafePointer<ah_plugin>) -> String?

/// What a check works with: the options, threads that were there before the plugin, and its voice.
final class CheckBench: Sendable {
    /// Threads that run [invoke] functions.
    static let workers = 12

    let options: CheckOptions
    let variant: Int
    let voice: ChildVoice
    let inspector: PluginInspector
    let workers: Crew
    let callbacks: Crew
    /// An empty folder of the child's own.
    let folder: String

    init(options: CheckOptions, variant: Int, inspector: @escaping PluginInspector) {
        self.options = options
        self.variant = variant
        self.inspector = inspector
        voice = ChildVoice()
        workers = Crew(Self.workers)
        callbacks = Crew(4)
        folder = Folder.currentFolder()
    }

    /// Numbers of this check, which no other check draws from.
    func numbers(_ check: String, _ part: String = "") -> SeededNumbers {
        var seed = options.seed ^ UInt64(variant) &* 0x9E37_79B9_7F4A_7C15
        // FNV-1a.
        for byte in "\(check)/\(part)".utf8 { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return SeededNumbers(seed: seed)
    }

    /// The library's entry.
    func entry() throws(CheckStop) -> ah_plugin_entry {
        voice.at("the library's initialisers")
        do throws(LoadProblem) { return try OpenedPlugin.library(options.file) } catch {
            throw .skip("the file \(error.message)")
        }
    }

    /// The plugin's tables as far as they can be followed, whatever the host says of them.
    func tables() throws(CheckStop) -> (pointer: UnsafePointer<ah_plugin>, types: [ah_tool_type]) {
        let entry = try entry()
        voice.at("ah_plugin_v1")
        guard let pointer = entry(AH_ABI) else {
            voice.find(Finding("no-table", "ah_plugin_v1 returns NULL for a host of ABI 1.0"))
            throw .found
        }
        let table = PluginTables.copy(pointer, into: ah_plugin())
        let isWhole = PluginTables.size(of: pointer) >= AH_SIZE_1_0_PLUGIN && table.type_count <= 256
        guard isWhole, let list = table.types else { return (pointer, []) }
        // SAFETY: the list has type_count entries, by the contract; a plugin that lies crashes in this process.
        let types = (0..<Int(table.type_count)).compactMap { index in
            list[index].map { PluginTables.copy($0, into: ah_tool_type()) }
        }
        return (pointer, types)
    }

    /// Loads the plugin and reads it; a plugin that the host refuses is a matter of the checks of the file.
    func open() throws(CheckStop) -> OpenedPlugin {
        let entry = try entry()
        voice.at("ah_plugin_v1")
        guard let pointer = entry(AH_ABI) else { throw .skip("ah_plugin_v1 returns NULL") }
        if let refusal = inspector(pointer) { throw .skip("the host refuses the plugin: it \(refusal)") }
        let plugin = OpenedPlugin(entry: entry, pointer: pointer)
        voice.say(.plugin(plugin.facts))
        return plugin
    }

    /// A host that grants these services.
    func host(granting services: some Sequence<String>, abi: UInt32 = AH_ABI) -> ScriptedHost {
        ScriptedHost(voice: voice, callbacks: callbacks, granted: Set(services), abi: abi)
    }
}
