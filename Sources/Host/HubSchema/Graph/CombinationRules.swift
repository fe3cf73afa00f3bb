/// The keywords that apply further schemas to the same place. Nodes by number.
struct CombinationRules: Sendable {
    var allOf: [Int] = []
    var anyOf: [Int] = []
    var oneOf: [Int] = []
    var not: Int?
    var condition: Int?
    var then: Int?
    var otherwise: Int?

    var isEmpty: Bool {
        allOf.isEmpty && anyOf.isEmpty && oneOf.isEmpty && not == nil && condition == nil
    }

    var nodes: [Int] { allOf + anyOf + oneOf + [not, condition, then, otherwise].compactMap(\.self) }
}
