import HubCore

/// One subschema, compiled: what each family of its keywords demands.
final class SchemaNode: Sendable {
    enum Verdict: Sendable {
        case always
        case never
        case conditional
    }

    let verdict: Verdict
    let pointer: JSONPointer
    let resource: Int
    let types: JSONTypeSet?
    let values: Shared<ValueRules>?
    let numbers: Shared<NumberRules>?
    let strings: Shared<StringRules>?
    let arrays: Shared<ArrayRules>?
    let objects: Shared<ObjectRules>?
    let references: [SchemaReference]
    let combination: Shared<CombinationRules>?
    let unevaluatedItems: Int?
    let unevaluatedProperties: Int?

    init(_ draft: SchemaNodeDraft, verdict: Verdict) {
        self.verdict = verdict
        pointer = draft.location.pointer
        resource = draft.resource
        types = draft.types
        values = draft.values.isEmpty ? nil : Shared(draft.values)
        numbers = draft.numbers.isEmpty ? nil : Shared(draft.numbers)
        strings = draft.strings.isEmpty ? nil : Shared(draft.strings)
        arrays = draft.arrays.isEmpty ? nil : Shared(draft.arrays)
        objects = draft.objects.isEmpty ? nil : Shared(draft.objects)
        references = draft.references
        combination = draft.combination.isEmpty ? nil : Shared(draft.combination)
        unevaluatedItems = draft.unevaluatedItems
        unevaluatedProperties = draft.unevaluatedProperties
    }

    /// The nodes that are applied to the same instance place as this one, as far as that is fixed.
    var nodesInPlace: [Int] {
        var nodes = references.map(\.fixedTarget)
        if let combination { nodes += combination.rules.nodes }
        if let objects { nodes += objects.rules.dependentSchemas.map(\.node) }
        return nodes
    }
}
