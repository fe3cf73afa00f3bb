import HubCore

/// An object's members, read by name and kind.
struct JSONMembers {
    private let object: JSONObject

    init(_ json: JSONValue, in name: String) throws(ConfigurationCodecError) {
        guard let object = json.objectValue else { throw .malformed(name) }
        self.object = object
    }

    func optionalValue(_ name: String) -> JSONValue? { object[name] }

    func value(_ name: String) throws(ConfigurationCodecError) -> JSONValue {
        guard let value = object[name] else { throw .malformed(name) }
        return value
    }

    func text(_ name: String) throws(ConfigurationCodecError) -> String {
        guard let text = object[name]?.stringValue else { throw .malformed(name) }
        return text
    }

    func flag(_ name: String) throws(ConfigurationCodecError) -> Bool {
        guard let flag = object[name]?.boolValue else { throw .malformed(name) }
        return flag
    }

    func int(_ name: String) throws(ConfigurationCodecError) -> Int {
        guard let number = object[name]?.intValue else { throw .malformed(name) }
        return number
    }

    func integer(_ name: String) throws(ConfigurationCodecError) -> Int64 { Int64(try int(name)) }

    func texts(_ name: String) throws(ConfigurationCodecError) -> [String] {
        try list(name) { json throws(ConfigurationCodecError) in
            guard let text = json.stringValue else { throw .malformed(name) }
            return text
        }
    }

    func list<Element>(
        _ name: String, _ element: (JSONValue) throws(ConfigurationCodecError) -> Element
    ) throws(ConfigurationCodecError) -> [Element] {
        guard let values = object[name]?.arrayValue else { throw .malformed(name) }
        var elements: [Element] = []
        elements.reserveCapacity(values.count)
        for value in values { elements.append(try element(value)) }
        return elements
    }

    func optional<Value>(
        _ name: String, _ read: (JSONValue) throws(ConfigurationCodecError) -> Value
    ) throws(ConfigurationCodecError) -> Value? {
        guard let value = object[name] else { return nil }
        return try read(value)
    }

    func id<Table>(_ name: String) throws(ConfigurationCodecError) -> RowID<Table> {
        guard let id = RowID<Table>(try text(name)) else { throw .malformed(name) }
        return id
    }

    func optionalID<Table>(_ name: String) throws(ConfigurationCodecError) -> RowID<Table>? {
        object[name] == nil ? nil : try id(name)
    }

    func optionalText(_ name: String) throws(ConfigurationCodecError) -> String? {
        object[name] == nil ? nil : try text(name)
    }

    func optionalInt(_ name: String) throws(ConfigurationCodecError) -> Int? {
        object[name] == nil ? nil : try int(name)
    }

    func tenant(_ name: String) throws(ConfigurationCodecError) -> TenantID {
        guard let tenant = TenantID(try text(name)) else { throw .malformed(name) }
        return tenant
    }

    func optionalTenant(_ name: String) throws(ConfigurationCodecError) -> TenantID? {
        object[name] == nil ? nil : try tenant(name)
    }

    func choice<Choice: RawRepresentable<String>>(_ name: String) throws(ConfigurationCodecError) -> Choice {
        guard let choice = Choice(rawValue: try text(name)) else { throw .malformed(name) }
        return choice
    }

    func optionalChoice<Choice: RawRepresentable<String>>(
        _ name: String
    ) throws(ConfigurationCodecError) -> Choice? {
        object[name] == nil ? nil : try choice(name)
    }
}
