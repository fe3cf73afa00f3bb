import HubCore

/// What numbers must satisfy.
struct NumberRules: Sendable {
    var minimum: JSONNumber?
    var exclusiveMinimum: JSONNumber?
    var maximum: JSONNumber?
    var exclusiveMaximum: JSONNumber?
    var multipleOf: JSONNumber?

    var isEmpty: Bool {
        minimum == nil && exclusiveMinimum == nil && maximum == nil && exclusiveMaximum == nil && multipleOf == nil
    }
}
