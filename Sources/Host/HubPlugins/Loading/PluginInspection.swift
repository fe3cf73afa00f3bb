import HubCore
import PluginABI

/// Judges what a plugin says of itself, all of it, so that nothing later has to.
struct PluginInspection {
    static let maximumID = 64
    static let maximumVersion = 32

    let descriptor: PluginDescriptor

    init(_ plugin: PluginDescription) throws(PluginRefusal) {
        try Self.checkVersions(of: plugin)
        let id = try PluginText.required(plugin.id, "its id", limit: Self.maximumID)
        // No label is empty, since the id names a folder.
        let labels = id.split(separator: ".", omittingEmptySubsequences: false)
        guard id.utf8.allSatisfy(Self.isIdentifierByte), labels.count > 1, !labels.contains("") else {
            throw PluginRefusal(
                "has the id \"\(PluginText.printable(id))\"; a reverse DNS name in a-z, 0-9, \".\" and \"-\" is expected"
            )
        }
        let version = try PluginText.required(plugin.version, "its version", limit: Self.maximumVersion)
        guard Self.isSemantic(version) else {
            throw PluginRefusal("has the version \"\(PluginText.printable(version))\"; major.minor.patch is expected")
        }
        var manifest = PluginManifest.empty
        if let text = try PluginText.optional(plugin.manifest, "its manifest", limit: PluginManifest.maximumBytes) {
            manifest = try PluginManifest(text)
        }
        guard plugin.typeCount > 0, plugin.typeCount <= PluginDescription.maximumTypes else {
            throw PluginRefusal(
                "offers \(plugin.typeCount) tool types; 1 to \(PluginDescription.maximumTypes) are expected")
        }
        var types: [ToolType] = []
        for (index, entry) in plugin.types.enumerated() {
            let type = try ToolTypeInspection(entry, index: index).type
            if types.contains(where: { $0.id == type.id }) {
                throw PluginRefusal("has the tool type \(type.id) twice")
            }
            types.append(type)
        }
        descriptor = PluginDescriptor(id: id, version: version, manifest: manifest, types: types)
    }

    static func checkVersions(of plugin: PluginDescription) throws(PluginRefusal) {
        let built = ABIVersion(rawValue: plugin.abi)
        let needed = ABIVersion(rawValue: plugin.minimumHostABI)
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
