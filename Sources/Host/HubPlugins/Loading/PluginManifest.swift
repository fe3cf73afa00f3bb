import HubCore

/// What a plugin asks of the host.
struct PluginManifest: Sendable, Equatable {
    static let maximumBytes = 16 << 10

    /// The ids of the services it wants, known to this host or not.
    var services: [String] = []
    var wantsNetwork = false
    var wantsData = false
    /// What it can live with; nil: it does not say.
    var memoryMB: Int?
    var threads: Int?

    static let empty = PluginManifest()

    private init() {}

    /// Members that this version does not know are left to later ones.
    init(_ text: String) throws(PluginRefusal) {
        let value: JSONValue
        do { value = try JSONValue(parsing: text) } catch {
            throw PluginRefusal("has a manifest that is not JSON: \(error)")
        }
        guard let members = value.objectValue else { throw PluginRefusal("has a manifest that is not a JSON object") }
        if let services = members["services"] {
            let names = services.arrayValue?.map(\.stringValue)
            guard let names, !names.contains(nil) else {
                throw PluginRefusal("has a manifest whose \"services\" is not a list of strings")
            }
            self.services = names.compactMap { $0 }
        }
        wantsNetwork = try Self.flag("network", in: members)
        wantsData = try Self.flag("data", in: members)
        if let value = members["limits"] {
            guard let limits = value.objectValue else {
                throw PluginRefusal("has a manifest whose \"limits\" is not a JSON object")
            }
            memoryMB = try Self.limit("memory_mb", in: limits, 16...65_536)
            threads = try Self.limit("threads", in: limits, 1...256)
        }
    }

    private static func limit(
        _ name: String, in members: JSONObject, _ range: ClosedRange<Int>
    ) throws(PluginRefusal) -> Int? {
        guard let value = members[name] else { return nil }
        guard let number = value.intValue, range.contains(number) else {
            throw PluginRefusal(
                "has a manifest whose limit \"\(name)\" is not a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    private static func flag(_ name: String, in members: JSONObject) throws(PluginRefusal) -> Bool {
        guard let value = members[name] else { return false }
        guard let flag = value.boolValue else {
            throw PluginRefusal("has a manifest whose \"\(name)\" is not true or false")
        }
        return flag
    }
}
