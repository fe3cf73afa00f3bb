import HubCore
import PluginABI

/// Reads a plugin's table and checks all of it, so that nothing later has to.
struct PluginInspection {
    private static let maximumTypes = 256

    let descriptor: PluginDescriptor
    let tables: PluginTables

    init(_ pointer: UnsafePointer<ah_plugin>) throws(PluginRefusal) {
        let size = PluginTables.size(of: pointer)
        guard size >= AH_SIZE_1_0_PLUGIN else {
            throw PluginRefusal("has a plugin table of \(size) bytes; ABI 1.0 has \(AH_SIZE_1_0_PLUGIN)")
        }
        let plugin = PluginTables.copy(pointer, into: ah_plugin(), bytes: size)
        try Self.checkVersions(of: plugin)
        let id = try PluginText.required(plugin.id, "its id", limit: 64)
        // No label is empty, since the id names a folder.
        let labels = id.split(separator: ".", omittingEmptySubsequences: false)
        guard id.utf8.allSatisfy(Self.isIdentifierByte), labels.count > 1, !labels.contains("") else {
            throw PluginRefusal(
                "has the id \"\(PluginText.printable(id))\"; a reverse DNS name in a-z, 0-9, \".\" and \"-\" is expected"
            )
        }
        let version = try PluginText.required(plugin.version, "its version", limit: 32)
        guard Self.isSemantic(version) else {
            throw PluginRefusal("has the version \"\(PluginText.printable(version))\"; major.minor.patch is expected")
        }
        var manifest = PluginManifest.empty
        if let text = try PluginText.optional(plugin.manifest_json, "its manifest", limit: PluginManifest.maximumBytes)
        {
            manifest = try PluginManifest(text)
        }
        guard plugin.type_count > 0, plugin.type_count <= Self.maximumTypes else {
            throw PluginRefusal("offers \(plugin.type_count) tool types; 1 to \(Self.maximumTypes) are expected")
        }
        guard let list = plugin.types else { throw PluginRefusal("has a NULL list of tool types") }
        var types: [ToolType] = []
        var entries: [PluginTables.TypeEntry] = []
        for index in 0..<Int(plugin.type_count) {
            // SAFETY: the list has type_count entries, by the contract, and is immortal.
            guard let entry = list[index] else { throw PluginRefusal("has NULL as tool type \(index)") }
            let type = try ToolTypeInspection(entry, index: index)
            if types.contains(where: { $0.id == type.descriptor.id }) {
                throw PluginRefusal("has the tool type \(type.descriptor.id) twice")
            }
            types.append(type.descriptor)
            entries.append(type.entry)
        }
        descriptor = PluginDescriptor(id: id, version: version, manifest: manifest, types: types)
        tables = PluginTables(plugin: plugin, types: entries)
    }

    private static func checkVersions(of plugin: ah_plugin) throws(PluginRefusal) {
        let built = ABIVersion(rawValue: plugin.abi)
        let needed = ABIVersion(rawValue: plugin.min_host_abi)
        guard built.major == ABIVersion.host.major else {
            throw PluginRefusal("is built for ABI \(built), and this host speaks \(ABIVersion.host)")
        }
        guard needed <= ABIVersion.host else {
            throw PluginRefusal("needs a host of ABI \(needed) or later, and this one speaks \(ABIVersion.host)")
        }
    }

    static func isIdentifierByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
    }

    private static func isSemantic(_ version: String) -> Bool {
        let parts = version.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 3
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } }
    }
}
