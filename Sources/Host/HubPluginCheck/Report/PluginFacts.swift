import HubCore

/// What a plugin says of itself.
package struct PluginFacts: Sendable, Equatable {
    package var id: String
    package var version: String
    package var types: [String]

    var json: JSONValue {
        ["id": .string(id), "version": .string(version), "types": .strings(types)]
    }

    init(id: String, version: String, types: [String]) {
        self.id = id
        self.version = version
        self.types = types
    }

    init?(_ json: JSONValue) {
        guard let id = json["id"]?.stringValue, let version = json["version"]?.stringValue,
            let types = json["types"]?.arrayValue?.compactMap(\.stringValue)
        else { return nil }
        self.init(id: id, version: version, types: types)
    }
}
