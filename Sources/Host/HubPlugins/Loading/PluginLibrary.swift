import Glibc
import PluginABI

/// A shared library opened as a plugin. It is never closed again: a library that ran Swift code leaves registrations
/// behind that would dangle.
enum PluginLibrary {
    private static let symbol = "ah_plugin_v1"

    /// Opens the file and asks its entry for the plugin's table. Runs the library's initialisers on this thread.
    static func open(_ path: String) throws(PluginRefusal) -> UnsafePointer<ah_plugin> {
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            throw PluginRefusal("is not a shared library that can be loaded: \(lastError(about: path))")
        }
        guard let address = dlsym(library, symbol) else { throw missingEntry(of: library) }
        // SAFETY: the ABI gives the symbol this type, and the library stays loaded.
        let entry = unsafeBitCast(address, to: ah_plugin_entry.self)
        guard let table = entry(ABIVersion.host.rawValue) else {
            throw PluginRefusal("says that it cannot work with a host of ABI \(ABIVersion.host)")
        }
        guard UInt(bitPattern: table) % UInt(MemoryLayout<ah_plugin>.alignment) == 0 else {
            throw PluginRefusal("returns a table at an address where none can be")
        }
        return table
    }

    private static func lastError(about path: String) -> String {
        guard let error = dlerror() else { return "no reason given" }
        // SAFETY: a NUL-terminated string of the dynamic linker's, valid until this thread's next call of it.
        let text = String(cString: error)
        return text.hasPrefix(path + ": ") ? String(text.dropFirst(path.utf8.count + 2)) : text
    }

    private static func missingEntry(of library: UnsafeMutableRawPointer) -> PluginRefusal {
        for major in 2...9 where dlsym(library, "ah_plugin_v\(major)") != nil {
            return PluginRefusal("is built for ABI \(major), and this host speaks \(ABIVersion.host)")
        }
        return PluginRefusal("exports no symbol \(symbol)")
    }
}
