import HubCore

/// The documents that a compilation has read, and who is who in them.
struct SchemaCatalog {
    private static let maximumSubschemas = 20_000

    private(set) var resources: [SchemaResource] = []
    private var documents: [JSONValue] = []
    private var resourceNumbers: [String: Int] = [:]
    private var subschemas: [SchemaLocation: Int] = [:]
    private var given: SchemaResources
    private let defaultDialect: SchemaDialect

    init(given: SchemaResources, defaultDialect: SchemaDialect) {
        self.given = given
        self.defaultDialect = defaultDialect
    }

    func value(at location: SchemaLocation) -> JSONValue? { documents[location.document][location.pointer] }

    /// The resource that a known subschema belongs to.
    func resource(of location: SchemaLocation) -> Int? { subschemas[location] }

    /// The known subschemas of a document.
    func subschemas(ofDocument document: Int) -> [SchemaLocation] {
        subschemas.keys.filter { $0.document == document }
    }

    /// Reads a document that was found at the URI. Its root's location is returned.
    mutating func add(_ document: JSONValue, at uri: SchemaURI) throws(SchemaError) -> SchemaLocation {
        documents.append(document)
        let root = SchemaLocation(document: documents.count - 1, pointer: JSONPointer())
        let rules = try rules(of: document, at: root) ?? SchemaRules(defaultDialect)
        resources.append(SchemaResource(base: uri, root: root, rules: rules))
        resourceNumbers[uri.description] = resources.count - 1
        try scan(document, at: root, in: resources.count - 1)
        return root
    }

    /// Where the reference leads, read inside the resource.
    mutating func resolve(
        _ reference: String, in resource: Int, at location: SchemaLocation
    ) throws(SchemaError) -> SchemaLocation {
        let uri = resources[resource].base.resolving(SchemaURI(reference))
        let unresolved = location.error(.unresolvedReference, "refers to \"\(reference)\", which is not known here")
        guard let fragment = uri.decodedFragment,
            let target = try resourceNumber(of: uri.withoutFragment, in: resource)
        else { throw unresolved }
        if fragment.isEmpty { return resources[target].root }
        if fragment.utf8.first != UInt8(ascii: "/") {
            guard let anchored = resources[target].anchors[fragment] else { throw unresolved }
            return anchored
        }
        guard let pointer = JSONPointer(fragment) else { throw unresolved }
        let root = resources[target].root
        let found = SchemaLocation(
            document: root.document, pointer: JSONPointer(tokens: root.pointer.tokens + pointer.tokens))
        guard let value = value(at: found) else { throw unresolved }
        try scanIfNew(value, at: found)
        return found
    }

    private mutating func resourceNumber(of uri: SchemaURI, in resource: Int) throws(SchemaError) -> Int? {
        let name = uri.description
        if let number = resourceNumbers[name] { return number }
        guard let document = try Metaschema.document(at: name) ?? given.document(at: name) else { return nil }
        _ = try add(document, at: uri)
        return resourceNumbers[name]
    }

    /// A pointer may lead to a place where no known keyword holds schemas; it becomes one by being referred to.
    private mutating func scanIfNew(_ value: JSONValue, at location: SchemaLocation) throws(SchemaError) {
        guard subschemas[location] == nil else { return }
        var parent = location
        while subschemas[parent] == nil, !parent.pointer.tokens.isEmpty { parent.pointer.tokens.removeLast() }
        guard let resource = subschemas[parent] else { return }
        try scan(value, at: location, in: resource)
    }

    /// Notes the subschema and those below it, with their identities and anchors.
    private mutating func scan(_ value: JSONValue, at location: SchemaLocation, in parent: Int) throws(SchemaError) {
        guard subschemas.count < Self.maximumSubschemas else {
            throw location.error(.tooLarge, "has more than \(Self.maximumSubschemas) parts")
        }
        guard case .object(let object) = value else {
            subschemas[location] = parent
            return
        }
        let resource = try identify(object, at: location, in: parent)
        subschemas[location] = resource
        let rules = resources[resource].rules
        for (name, value) in object {
            guard let keyword = rules.keyword(name), let shape = keyword.shape(in: rules.dialect) else { continue }
            let place = location.appending(name)
            switch (shape, value) {
            case (.single, _), (.singleOrList, .object), (.singleOrList, .bool):
                try scan(value, at: place, in: resource)
            case (.list, .array(let elements)), (.singleOrList, .array(let elements)):
                for (position, element) in elements.enumerated() {
                    try scan(element, at: place.appending(String(position)), in: resource)
                }
            case (.map, .object(let members)), (.mapOrNames, .object(let members)):
                for (key, member) in members where member.arrayValue == nil {
                    try scan(member, at: place.appending(key), in: resource)
                }
            // The compiler says what is wrong with any other form.
            case (.list, _), (.map, _), (.singleOrList, _), (.mapOrNames, _): break
            }
        }
    }

    /// The resource that the object belongs to: the parent's, or its own when it has an identity.
    private mutating func identify(
        _ object: JSONObject, at location: SchemaLocation, in parent: Int
    ) throws(SchemaError) -> Int {
        var number = parent
        // In draft 7 a reference hides what stands beside it.
        let hidesSiblings = resources[parent].rules.dialect == .draft7 && object["$ref"]?.stringValue != nil
        if !hidesSiblings, let id = object["$id"]?.stringValue {
            number = try identify(by: SchemaURI(id), object, at: location, in: parent)
        }
        guard resources[number].rules.dialect == .draft202012 else { return number }
        if let anchor = object["$anchor"]?.stringValue { resources[number].anchors[anchor] = location }
        if let anchor = object["$dynamicAnchor"]?.stringValue {
            resources[number].anchors[anchor] = location
            resources[number].dynamicAnchors[anchor] = location
        }
        return number
    }

    private mutating func identify(
        by id: SchemaURI, _ object: JSONObject, at location: SchemaLocation, in parent: Int
    ) throws(SchemaError) -> Int {
        var number = parent
        let uri = resources[parent].base.resolving(id)
        let isAnchorOnly = id.fragment?.isEmpty == false && id.withoutFragment.description.isEmpty
        if !isAnchorOnly {
            if resources[parent].root == location {
                resources[parent].base = uri.withoutFragment
            } else {
                let rules = try rules(of: .object(object), at: location) ?? resources[parent].rules
                resources.append(SchemaResource(base: uri.withoutFragment, root: location, rules: rules))
                number = resources.count - 1
            }
            let name = uri.withoutFragment.description
            if let other = resourceNumbers[name], other != number {
                throw location.appending("$id").error(.invalidKeyword, "has the same $id as another part of it")
            }
            resourceNumbers[name] = number
        }
        if let fragment = uri.decodedFragment, !fragment.isEmpty {
            guard resources[number].rules.dialect == .draft7 else {
                throw location.appending("$id").error(.invalidKeyword, "must have an $id without a fragment")
            }
            resources[number].anchors[fragment] = location
        }
        return number
    }

    /// The rules that `$schema` names; nil without one.
    private func rules(
        of document: JSONValue, at location: SchemaLocation, hops: Int = 8
    ) throws(SchemaError) -> SchemaRules? {
        guard let name = document["$schema"]?.stringValue else { return nil }
        if let dialect = SchemaDialect(metaschema: name) { return SchemaRules(dialect) }
        let place = location.appending("$schema")
        let uri = SchemaURI(name).withoutFragment.description
        guard hops > 0, let metaschema = given.document(at: uri) else {
            throw place.error(.unknownDialect, "names a dialect that is not known (known: 2020-12 and draft 7)")
        }
        guard let listed = metaschema["$vocabulary"]?.objectValue else {
            return try rules(of: metaschema, at: location, hops: hops - 1)
        }
        var vocabularies: SchemaVocabularies = []
        for (uri, isRequired) in listed {
            if let vocabulary = SchemaVocabularies(uri: uri) {
                vocabularies.insert(vocabulary)
            } else if isRequired.boolValue ?? true {
                throw place.error(.unknownDialect, "requires the vocabulary \(uri), which is not known")
            }
        }
        return SchemaRules(.draft202012, vocabularies: vocabularies)
    }
}
