/// A compiled `$ref` or `$dynamicRef`.
enum SchemaReference: Sendable {
    /// `$ref`, and a `$dynamicRef` that does not begin at a dynamic anchor.
    case fixed(Int, keyword: SchemaKeyword)
    /// To the outermost resource of the dynamic scope that has the anchor; the fallback has it itself.
    case dynamic(anchor: String, fallback: Int)

    var fixedTarget: Int {
        switch self {
        case .fixed(let node, _): node
        case .dynamic(_, let fallback): fallback
        }
    }
}
