import HubCore

/// Turns a schema and what it refers to into a graph. Nodes wait in a queue, so that depth costs no stack.
struct SchemaCompiler {
    /// Instructions of all patterns together.
    private static let maximumPatternSize = 100_000

    var catalog: SchemaCatalog
    let formats: FormatPolicy
    private let baseURI = SchemaURI("")
    private var nodes: [SchemaNode?] = []
    private var numbers: [SchemaLocation: Int] = [:]
    private var queue: [SchemaLocation] = []
    private var patterns: [String: Pattern] = [:]
    private var patternSize = 0
    private var usesDynamicScope = false

    init(dialect: SchemaDialect, resources: SchemaResources, formats: FormatPolicy) {
        catalog = SchemaCatalog(given: resources, defaultDialect: dialect)
        self.formats = formats
    }

    mutating func compile(_ schema: JSONValue) throws(SchemaError) -> SchemaGraph {
        let location = try catalog.add(schema, at: baseURI)
        let root = node(at: location)
        // What nothing refers to is compiled as well: its mistakes are its author's too.
        for part in catalog.subschemas(ofDocument: location.document) { _ = node(at: part) }
        try compileQueue()
        let dynamicAnchors = try compileDynamicAnchors()
        let compiled = nodes.compactMap(\.self)
        try refuseEndlessReferences(among: compiled)
        return SchemaGraph(
            nodes: compiled, root: root, dynamicAnchors: dynamicAnchors, usesDynamicScope: usesDynamicScope)
    }

    /// The number of the node at a known subschema's place, which is compiled when its turn comes.
    mutating func node(at location: SchemaLocation) -> Int {
        if let number = numbers[location] { return number }
        nodes.append(nil)
        numbers[location] = nodes.count - 1
        queue.append(location)
        return nodes.count - 1
    }

    /// A `$ref`, read inside the resource.
    mutating func node(
        for reference: String, in resource: Int, at location: SchemaLocation
    ) throws(SchemaError) -> Int {
        node(at: try catalog.resolve(reference, in: resource, at: location))
    }

    /// A `$dynamicRef`: dynamic only when it leads to a dynamic anchor of the name that it gives.
    mutating func dynamicReference(
        _ reference: String, in resource: Int, at location: SchemaLocation
    ) throws(SchemaError) -> SchemaReference {
        let target = try catalog.resolve(reference, in: resource, at: location)
        let number = node(at: target)
        guard let anchor = SchemaURI(reference).fragment, let holder = catalog.resource(of: target),
            catalog.resources[holder].dynamicAnchors[anchor] == target
        else { return .fixed(number, keyword: .dynamicRef) }
        usesDynamicScope = true
        return .dynamic(anchor: anchor, fallback: number)
    }

    mutating func pattern(_ source: String, at location: SchemaLocation) throws(SchemaError) -> Pattern {
        if let pattern = patterns[source] { return pattern }
        let pattern: Pattern
        do throws(PatternError) {
            pattern = try Pattern(source)
        } catch {
            throw location.error(
                .invalidPattern, "must be a regular expression of ECMA-262 with Unicode: \(error.description)")
        }
        patternSize += pattern.size
        guard patternSize <= Self.maximumPatternSize else {
            throw location.error(.tooLarge, "has patterns that are too large together")
        }
        patterns[source] = pattern
        return pattern
    }

    private mutating func compileQueue() throws(SchemaError) {
        while let location = queue.popLast() {
            guard let number = numbers[location], let value = catalog.value(at: location),
                let resource = catalog.resource(of: location)
            else {
                throw location.error(.unresolvedReference, "is referred to, but does not exist")
            }
            var draft = SchemaNodeDraft(
                location: location, resource: resource, rules: catalog.resources[resource].rules)
            switch value {
            case .bool(let isAccepting):
                nodes[number] = SchemaNode(draft, verdict: isAccepting ? .always : .never)
            case .object(let object):
                try draft.read(object, with: &self)
                nodes[number] = SchemaNode(draft, verdict: draft.isEmpty ? .always : .conditional)
            case .null, .number, .string, .array:
                throw location.error(.invalidKeyword, "must be a schema: an object, true or false")
            }
        }
    }

    /// Compiling an anchor may bring in further resources, until none is new.
    private mutating func compileDynamicAnchors() throws(SchemaError) -> [[String: Int]] {
        var anchors: [[String: Int]] = []
        while usesDynamicScope, anchors.count < catalog.resources.count {
            let places = catalog.resources[anchors.count].dynamicAnchors
            anchors.append(places.mapValues { node(at: $0) })
            try compileQueue()
        }
        return anchors
    }

    /// A cycle of references that stays at one place of the instance would never end.
    private func refuseEndlessReferences(among nodes: [SchemaNode]) throws(SchemaError) {
        enum State {
            case new
            case open
            case done
        }
        var states = Array(repeating: State.new, count: nodes.count)
        for start in nodes.indices where states[start] == .new {
            var path = [(node: start, next: nodes[start].nodesInPlace[...])]
            states[start] = .open
            while let (node, next) = path.last {
                guard let target = next.first else {
                    states[node] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next = next.dropFirst()
                switch states[target] {
                case .new:
                    states[target] = .open
                    path.append((target, nodes[target].nodesInPlace[...]))
                case .open:
                    throw SchemaError(
                        code: .endlessReference, pointer: nodes[target].pointer,
                        message: "refers back to itself without going into the value")
                case .done: break
                }
            }
        }
    }
}
