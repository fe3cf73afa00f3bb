/// The keywords that matter to validation, of both dialects.
enum SchemaKeyword: String, Sendable {
    case additionalItems
    case additionalProperties
    case allOf
    case anchor = "$anchor"
    case anyOf
    case const
    case contains
    case contentSchema
    case definitions
    case defs = "$defs"
    case dependencies
    case dependentRequired
    case dependentSchemas
    case dynamicAnchor = "$dynamicAnchor"
    case dynamicRef = "$dynamicRef"
    case `else`
    case `enum`
    case exclusiveMaximum
    case exclusiveMinimum
    case format
    case id = "$id"
    case `if`
    case items
    case maxContains
    case maxItems
    case maxLength
    case maxProperties
    case maximum
    case minContains
    case minItems
    case minLength
    case minProperties
    case minimum
    case multipleOf
    case not
    case oneOf
    case pattern
    case patternProperties
    case prefixItems
    case properties
    case propertyNames
    case ref = "$ref"
    case required
    case schema = "$schema"
    case then
    case type
    case unevaluatedItems
    case unevaluatedProperties
    case uniqueItems

    /// The vocabulary of 2020-12 that has it; nil when none has.
    ///
    /// `definitions` and `dependencies` are the old names that 2020-12 keeps for compatibility.
    var vocabulary: SchemaVocabularies? {
        switch self {
        case .anchor, .definitions, .defs, .dynamicAnchor, .dynamicRef, .id, .ref, .schema: .core
        case .additionalProperties, .allOf, .anyOf, .contains, .dependencies, .dependentSchemas, .else, .if, .items,
            .not, .oneOf, .patternProperties, .prefixItems, .properties, .propertyNames, .then:
            .applicator
        case .unevaluatedItems, .unevaluatedProperties: .unevaluated
        case .const, .dependentRequired, .enum, .exclusiveMaximum, .exclusiveMinimum, .maxContains, .maxItems,
            .maxLength, .maxProperties, .maximum, .minContains, .minItems, .minLength, .minProperties, .minimum,
            .multipleOf, .pattern, .required, .type, .uniqueItems:
            .validation
        case .format: [.formatAnnotation, .formatAssertion]
        case .contentSchema: .content
        case .additionalItems: nil
        }
    }

    var isOfDraft7: Bool {
        switch self {
        case .anchor, .contentSchema, .defs, .dependentRequired, .dependentSchemas, .dynamicAnchor, .dynamicRef,
            .maxContains, .minContains, .prefixItems, .unevaluatedItems, .unevaluatedProperties:
            false
        case .additionalItems, .additionalProperties, .allOf, .anyOf, .const, .contains, .definitions,
            .dependencies, .else, .enum, .exclusiveMaximum, .exclusiveMinimum, .format, .id, .if, .items, .maxItems,
            .maxLength, .maxProperties, .maximum, .minItems, .minLength, .minProperties, .minimum, .multipleOf, .not,
            .oneOf, .pattern, .patternProperties, .properties, .propertyNames, .ref, .required, .schema, .then, .type,
            .uniqueItems:
            true
        }
    }
}
