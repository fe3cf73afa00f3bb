import Glibc
import HubCore
import PluginABI

/// The plugin's library in this process, its tables read.
// SAFETY: immutable; the pointers lead to what the ABI makes immortal.
struct OpenedPlugin: @unchecked Sendable {
    let entry: ah_plugin_entry
    let pointer: UnsafePointer<ah_plugin>
    let table: ah_plugin
    let id: String
    let version: String
    /// Services that its manifest asks for.
    let services: [String]
    let wantsData: Bool
    let types: [PluginType]

    var facts: PluginFacts { PluginFacts(id: id, version: version, types: types.map(\.id)) }

    /// `pointer` must be of a plugin that the host accepts.
    init(entry: @escaping ah_plugin_entry, pointer: UnsafePointer<ah_plugin>) {
        self.entry = entry
        self.pointer = pointer
        table = PluginTables.copy(pointer, into: ah_plugin())
        id = table.id.map { String(cString: $0) } ?? "?"
        version = table.version.map { String(cString: $0) } ?? "?"
        let manifest = table.manifest_json.flatMap { try? JSONValue(parsing: String(cString: $0)) }
        services = manifest?["services"]?.arrayValue?.compactMap(\.stringValue) ?? []
        wantsData = manifest?["data"]?.boolValue ?? false
        let list = table.types
        // SAFETY: the host's inspection has seen type_count tables that are not NULL.
        types = (0..<Int(table.type_count)).compactMap { index in list.flatMap { $0[index] }.map { PluginType($0) } }
    }

    /// Opens the library as the host does.
    static func library(_ path: String) throws(LoadProblem) -> ah_plugin_entry {
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            // SAFETY: a NUL-terminated string of the dynamic linker's, valid until this thread's next call of it.
            let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
            throw LoadProblem(message: "is not a shared library that can be loaded: \(reason)")
        }
        guard let address = dlsym(library, "ah_plugin_v1") else {
            throw LoadProblem(message: "exports no symbol ah_plugin_v1")
        }
        // SAFETY: the ABI gives the symbol this type, and the library stays loaded.
        return unsafeBitCast(address, to: ah_plugin_entry.self)
    }
}

/// Why a library is no plugin: the end of a sentence that begins with the file's name.
struct LoadProblem: Error {
    let message: String
}
