/// How a keyword's value holds subschemas.
enum SubschemaShape {
    case single
    case list
    case map
    /// `items` of draft 7.
    case singleOrList
    /// `dependencies`: lists of names stand among the schemas.
    case mapOrNames
}

extension SchemaKeyword {
    /// nil when the keyword holds no subschemas.
    func shape(in dialect: SchemaDialect) -> SubschemaShape? {
        switch self {
        case .additionalItems, .additionalProperties, .contains, .contentSchema, .else, .if, .not, .propertyNames,
            .then, .unevaluatedItems, .unevaluatedProperties:
            .single
        case .items: dialect == .draft7 ? .singleOrList : .single
        case .allOf, .anyOf, .oneOf, .prefixItems: .list
        case .defs, .definitions, .dependentSchemas, .patternProperties, .properties: .map
        case .dependencies: .mapOrNames
        case .anchor, .const, .dependentRequired, .dynamicAnchor, .dynamicRef, .enum, .exclusiveMaximum,
            .exclusiveMinimum, .format, .id, .maxContains, .maxItems, .maxLength, .maxProperties, .maximum,
            .minContains, .minItems, .minLength, .minProperties, .minimum, .multipleOf, .pattern, .ref, .required,
            .schema, .type, .uniqueItems:
            nil
        }
    }
}
