import HubCore

/// What objects must satisfy. Nodes by number.
struct ObjectRules: Sendable {
    struct Property: Sendable {
        let name: String
        let node: Int
    }

    struct PatternProperty: Sendable {
        let pattern: Pattern
        let node: Int
    }

    struct DependentNames: Sendable {
        let name: String
        let required: [String]
        let keyword: SchemaKeyword
    }

    struct DependentSchema: Sendable {
        let name: String
        let node: Int
        let keyword: SchemaKeyword
    }

    /// From so many properties on they are found by their hash.
    private static let indexThreshold = 8

    var minimumProperties: Int?
    var maximumProperties: Int?
    var required: [String] = []
    private(set) var properties: [Property] = []
    private var index: [JSONKey: Int] = [:]
    var patternProperties: [PatternProperty] = []
    var additional: Int?
    var names: Int?
    var dependentNames: [DependentNames] = []
    var dependentSchemas: [DependentSchema] = []

    var isEmpty: Bool {
        minimumProperties == nil && maximumProperties == nil && required.isEmpty && properties.isEmpty
            && patternProperties.isEmpty && additional == nil && names == nil && dependentNames.isEmpty
            && dependentSchemas.isEmpty
    }

    /// Whether each member must be looked at, and not only those that have a property's name.
    var concernsAllMembers: Bool { !patternProperties.isEmpty || additional != nil || names != nil }

    mutating func setProperties(_ list: [Property]) {
        properties = list
        guard list.count >= Self.indexThreshold else { return }
        for property in list { index[JSONKey(property.name)] = property.node }
    }

    /// The node of the property of that name.
    func node(ofProperty name: String) -> Int? {
        if properties.count < Self.indexThreshold {
            return properties.first { JSONKey.areEqual($0.name, name) }?.node
        }
        return index[JSONKey(name)]
    }
}
