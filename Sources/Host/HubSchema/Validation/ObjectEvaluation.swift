import HubCore

/// Objects.
extension Evaluation {
    /// `value` is the object itself.
    mutating func apply(
        _ shared: Shared<ObjectRules>, _ node: SchemaNode, _ object: JSONObject, _ value: JSONValue,
        _ marks: inout EvaluatedMarks
    ) -> Bool {
        let before = failures
        if let minimum = shared.rules.minimumProperties, object.count < minimum,
            fails(node, .minProperties, ViolationWording.minimumMembers(minimum, object.count))
        {
            return false
        }
        if let maximum = shared.rules.maximumProperties, object.count > maximum,
            fails(node, .maxProperties, ViolationWording.maximumMembers(maximum, object.count))
        {
            return false
        }
        for name in shared.rules.required where object.position(of: name) == nil {
            if fails(node, .required, ViolationWording.missing(name)) { return false }
        }
        if shared.rules.concernsAllMembers {
            for position in 0..<object.count {
                if !applyToMember(at: position, of: object, shared, node, &marks), mode == .deciding { return false }
            }
        } else {
            for property in shared.rules.properties {
                guard let position = object.position(of: property.name) else { continue }
                marks.mark(position)
                let isValid = evaluate(
                    property.node, object[position: position].value, at: .member(property.name))
                if !isValid, mode == .deciding { return false }
            }
        }
        if !applyDependencies(shared, node, object, value, &marks), mode == .deciding { return false }
        return failures == before
    }

    private mutating func applyToMember(
        at position: Int, of object: JSONObject, _ shared: Shared<ObjectRules>, _ node: SchemaNode,
        _ marks: inout EvaluatedMarks
    ) -> Bool {
        let before = failures
        let (name, value) = object[position: position]
        if let names = shared.rules.names, !accepts(name: name, names, node) { return false }
        var isClaimed = false
        if let property = shared.rules.node(ofProperty: name) {
            isClaimed = true
            if !evaluate(property, value, at: .member(name)), mode == .deciding { return false }
        }
        for property in shared.rules.patternProperties {
            switch matches(property.pattern, name, node, .patternProperties) {
            case true:
                isClaimed = true
                if !evaluate(property.node, value, at: .member(name)), mode == .deciding { return false }
            case false: break
            case nil: return false
            }
        }
        if let additional = shared.rules.additional, !isClaimed {
            isClaimed = true
            if graph.nodes[additional].verdict == .never {
                if fails(
                    node, .additionalProperties,
                    ViolationWording.unknownMember(name, shared.rules.properties.map(\.name)))
                {
                    return false
                }
            } else if !evaluate(additional, value, at: .member(name)), mode == .deciding {
                return false
            }
        }
        if isClaimed { marks.mark(position) }
        return failures == before
    }

    /// False when the caller must stop.
    private mutating func accepts(name: String, _ names: Int, _ node: SchemaNode) -> Bool {
        var marks = EvaluatedMarks.ignored
        if tries(names, .string(name), &marks) { return true }
        let reason = mode == .explaining ? reasons(of: CollectionOfOne(names), against: .string(name)).first : nil
        return !fails(node, .propertyNames, ViolationWording.memberName(name, reason))
    }

    private mutating func applyDependencies(
        _ shared: Shared<ObjectRules>, _ node: SchemaNode, _ object: JSONObject, _ value: JSONValue,
        _ marks: inout EvaluatedMarks
    ) -> Bool {
        let before = failures
        for dependency in shared.rules.dependentNames where object.position(of: dependency.name) != nil {
            for name in dependency.required where object.position(of: name) == nil {
                if fails(node, dependency.keyword, ViolationWording.missing(name, since: dependency.name)) {
                    return false
                }
            }
        }
        for dependency in shared.rules.dependentSchemas where object.position(of: dependency.name) != nil {
            if !evaluate(dependency.node, value, &marks), mode == .deciding { return false }
        }
        return failures == before
    }
}
