/// What strings must satisfy. Lengths are in Unicode code points.
struct StringRules: Sendable {
    var minimumLength: Int?
    var maximumLength: Int?
    var pattern: Pattern?
    /// Only where formats are asserted.
    var format: SchemaFormat?

    var isEmpty: Bool { minimumLength == nil && maximumLength == nil && pattern == nil && format == nil }
}
