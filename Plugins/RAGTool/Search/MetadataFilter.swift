import PluginSDK

/// A condition on one member of a document's metadata.
struct MetadataFilter: Sendable, Hashable {
    enum Condition: Sendable, Hashable {
        /// It is one of these texts, numbers and flags.
        case isAny([JSON])
        /// It is a number, or a text by the order of its characters' numbers, from one bound to the other, both included.
        case isBetween(JSON?, JSON?)
    }

    let name: String
    let condition: Condition

    /// Why filters are none, in words that go on after "the filter x …".
    struct Problem: Error {
        let name: String
        let message: String

        var sentence: String { "The filter \(name) \(message)." }
    }

    static let maximumFilters = 16
    static let maximumValues = 64

    /// Reads `{"department": "hr", "year": {"minimum": 2020}, "level": [1, 2]}`.
    static func all(of json: JSON?) throws(Problem) -> [MetadataFilter] {
        guard let json, json != .null else { return [] }
        guard let members = json.objectValue else {
            throw Problem(name: "s", message: "are \(json.kind), where an object is expected")
        }
        guard members.count <= maximumFilters else {
            throw Problem(name: "s", message: "are more than \(maximumFilters)")
        }
        var filters: [MetadataFilter] = []
        for member in members { filters.append(try MetadataFilter(member)) }
        return filters
    }

    private init(_ member: JSONMember) throws(Problem) {
        name = member.name
        guard !name.isEmpty, name.utf8.count <= 128 else {
            throw Problem(name: "", message: "has a name that is not of 1 to 128 bytes")
        }
        switch member.value {
        case .string, .number, .bool: condition = .isAny([try Self.checked(member.value, of: name)])
        case .array(let values):
            guard (1...Self.maximumValues).contains(values.count) else {
                throw Problem(name: name, message: "has not 1 to \(Self.maximumValues) values")
            }
            var checked: [JSON] = []
            for value in values { checked.append(try Self.checked(value, of: name)) }
            condition = .isAny(checked)
        case .object(let bounds): condition = try Self.range(bounds, of: name)
        case .null: throw Problem(name: name, message: "is null, where a text, number, flag, list or range is expected")
        }
    }

    private static func checked(_ value: JSON, of name: String) throws(Problem) -> JSON {
        switch value {
        case .string(let text) where text.utf8.count <= 1024: return value
        case .number(let number) where number.doubleValue.isFinite: return value
        case .bool: return value
        case _:
            throw Problem(
                name: name, message: "has a value that is no text of at most 1024 bytes, no number and no flag")
        }
    }

    private static func range(_ bounds: [JSONMember], of name: String) throws(Problem) -> Condition {
        var (minimum, maximum): (JSON?, JSON?) = (nil, nil)
        for bound in bounds {
            let value = try checked(bound.value, of: name)
            guard value.boolValue == nil else { throw Problem(name: name, message: "has a flag for a bound") }
            switch bound.name {
            case "minimum": minimum = value
            case "maximum": maximum = value
            case _: throw Problem(name: name, message: "has a member that is neither minimum nor maximum")
            }
        }
        guard minimum != nil || maximum != nil else {
            throw Problem(name: name, message: "has neither minimum nor maximum")
        }
        return .isBetween(minimum, maximum)
    }

    /// For the index's queries.
    var document: JSON {
        switch condition {
        case .isAny(let values): ["name": .string(name), "any": .array(values)]
        case .isBetween(let minimum, let maximum):
            .object(
                [JSONMember("name", .string(name))] + (minimum.map { [JSONMember("minimum", $0)] } ?? [])
                    + (maximum.map { [JSONMember("maximum", $0)] } ?? []))
        }
    }
}
