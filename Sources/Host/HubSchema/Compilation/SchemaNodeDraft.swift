import HubCore

/// A node while its keywords are read, one family at a time.
struct SchemaNodeDraft {
    let location: SchemaLocation
    let resource: Int
    let rules: SchemaRules

    var types: JSONTypeSet?
    var values = ValueRules()
    var numbers = NumberRules()
    var strings = StringRules()
    var arrays = ArrayRules()
    var objects = ObjectRules()
    var references: [SchemaReference] = []
    var combination = CombinationRules()
    var unevaluatedItems: Int?
    var unevaluatedProperties: Int?

    init(location: SchemaLocation, resource: Int, rules: SchemaRules) {
        self.location = location
        self.resource = resource
        self.rules = rules
    }

    /// Whether it demands nothing.
    var isEmpty: Bool {
        types == nil && values.isEmpty && numbers.isEmpty && strings.isEmpty && arrays.isEmpty && objects.isEmpty
            && references.isEmpty && combination.isEmpty && unevaluatedItems == nil && unevaluatedProperties == nil
    }

    mutating func read(_ object: JSONObject, with compiler: inout SchemaCompiler) throws(SchemaError) {
        // In draft 7 a reference hides what stands beside it.
        if rules.dialect == .draft7, let reference = object["$ref"] {
            try read(.ref, KeywordValue(value: reference, location: location.appending("$ref")), object, &compiler)
            return
        }
        for (name, value) in object {
            guard let keyword = rules.keyword(name) else { continue }
            try read(keyword, KeywordValue(value: value, location: location.appending(name)), object, &compiler)
        }
    }

    private mutating func read(
        _ keyword: SchemaKeyword, _ value: KeywordValue, _ object: JSONObject, _ compiler: inout SchemaCompiler
    ) throws(SchemaError) {
        switch keyword {
        case .type: types = try value.types()
        case .const: values.constant = value.value
        case .enum: values.allow(try value.list())
        case .minimum: numbers.minimum = try value.number()
        case .exclusiveMinimum: numbers.exclusiveMinimum = try value.number()
        case .maximum: numbers.maximum = try value.number()
        case .exclusiveMaximum: numbers.exclusiveMaximum = try value.number()
        case .multipleOf: numbers.multipleOf = try value.positiveNumber()
        case .minLength: strings.minimumLength = try value.count()
        case .maxLength: strings.maximumLength = try value.count()
        case .pattern: strings.pattern = try compiler.pattern(try value.string(), at: value.location)
        case .format:
            let name = try value.string()
            let isAsserted = compiler.formats == .assertion || rules.vocabularies.contains(.formatAssertion)
            strings.format = isAsserted ? SchemaFormat(rawValue: name) : nil
        case .ref:
            let node = try compiler.node(for: try value.string(), in: resource, at: value.location)
            references.append(.fixed(node, keyword: .ref))
        case .dynamicRef:
            references.append(
                try compiler.dynamicReference(try value.string(), in: resource, at: value.location))
        case .id, .schema, .anchor, .dynamicAnchor: _ = try value.string()
        case .minItems: arrays.minimumItems = try value.count()
        case .maxItems: arrays.maximumItems = try value.count()
        case .uniqueItems: arrays.mustBeUnique = try value.flag()
        case .contains:
            arrays.contains = compiler.node(at: value.location)
            arrays.containsEvaluates = rules.dialect == .draft202012
        case .minContains: arrays.minimumContained = try value.count()
        case .maxContains: arrays.maximumContained = try value.count()
        case .prefixItems: arrays.prefix = try value.schemaLocations().map { compiler.node(at: $0) }
        case .items: readItems(value, &compiler)
        case .additionalItems: readAdditionalItems(value, beside: object["items"], &compiler)
        case .unevaluatedItems: unevaluatedItems = compiler.node(at: value.location)
        case .minProperties: objects.minimumProperties = try value.count()
        case .maxProperties: objects.maximumProperties = try value.count()
        case .required: objects.required = try value.names()
        case .properties: try readProperties(value, &compiler)
        case .patternProperties: try readPatternProperties(value, &compiler)
        case .additionalProperties: objects.additional = compiler.node(at: value.location)
        case .propertyNames: objects.names = compiler.node(at: value.location)
        case .dependentRequired, .dependentSchemas, .dependencies: try readDependencies(keyword, value, &compiler)
        case .unevaluatedProperties: unevaluatedProperties = compiler.node(at: value.location)
        case .allOf: combination.allOf = try value.schemaLocations().map { compiler.node(at: $0) }
        case .anyOf: combination.anyOf = try value.schemaLocations().map { compiler.node(at: $0) }
        case .oneOf: combination.oneOf = try value.schemaLocations().map { compiler.node(at: $0) }
        case .not: combination.not = compiler.node(at: value.location)
        case .if: combination.condition = compiler.node(at: value.location)
        case .then: if object["if"] != nil { combination.then = compiler.node(at: value.location) }
        case .else: if object["if"] != nil { combination.otherwise = compiler.node(at: value.location) }
        case .defs, .definitions: _ = try value.members()
        case .contentSchema: break
        }
    }

    private mutating func readItems(_ value: KeywordValue, _ compiler: inout SchemaCompiler) {
        if rules.dialect == .draft7, case .array(let elements) = value.value {
            arrays.prefix = elements.indices.map { compiler.node(at: value.location.appending(String($0))) }
            arrays.prefixKeyword = .items
        } else {
            arrays.rest = compiler.node(at: value.location)
        }
    }

    /// Draft 7: beside `items` with one schema for all, or without it, it means nothing.
    private mutating func readAdditionalItems(
        _ value: KeywordValue, beside items: JSONValue?, _ compiler: inout SchemaCompiler
    ) {
        guard case .array = items else { return }
        arrays.rest = compiler.node(at: value.location)
        arrays.restKeyword = .additionalItems
    }

    private mutating func readProperties(
        _ value: KeywordValue, _ compiler: inout SchemaCompiler
    ) throws(SchemaError) {
        let names = try value.members().keys
        objects.setProperties(
            names.map { ObjectRules.Property(name: $0, node: compiler.node(at: value.location.appending($0))) })
    }

    private mutating func readPatternProperties(
        _ value: KeywordValue, _ compiler: inout SchemaCompiler
    ) throws(SchemaError) {
        for source in try value.members().keys {
            let place = value.location.appending(source)
            objects.patternProperties.append(
                ObjectRules.PatternProperty(
                    pattern: try compiler.pattern(source, at: place), node: compiler.node(at: place)))
        }
    }

    private mutating func readDependencies(
        _ keyword: SchemaKeyword, _ value: KeywordValue, _ compiler: inout SchemaCompiler
    ) throws(SchemaError) {
        for (name, dependency) in try value.members() {
            let place = value.location.appending(name)
            if keyword == .dependentRequired || keyword == .dependencies && dependency.arrayValue != nil {
                let required = try KeywordValue(value: dependency, location: place).names()
                objects.dependentNames.append(
                    ObjectRules.DependentNames(name: name, required: required, keyword: keyword))
            } else {
                objects.dependentSchemas.append(
                    ObjectRules.DependentSchema(name: name, node: compiler.node(at: place), keyword: keyword))
            }
        }
    }
}
