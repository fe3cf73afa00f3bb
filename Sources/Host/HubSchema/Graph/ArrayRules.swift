/// What arrays must satisfy. Nodes by number.
struct ArrayRules: Sendable {
    var minimumItems: Int?
    var maximumItems: Int?
    var mustBeUnique = false
    var prefix: [Int] = []
    /// For the items behind the prefix.
    var rest: Int?
    /// The keywords that `prefix` and `rest` come from, which the dialects name differently.
    var prefixKeyword = SchemaKeyword.prefixItems
    var restKeyword = SchemaKeyword.items
    var contains: Int?
    var minimumContained = 1
    var maximumContained: Int?
    /// Whether items that `contains` accepts count as evaluated (2020-12).
    var containsEvaluates = false

    var isEmpty: Bool {
        minimumItems == nil && maximumItems == nil && !mustBeUnique && prefix.isEmpty && rest == nil && contains == nil
    }
}
