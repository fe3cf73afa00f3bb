/// A compiled schema: nodes that name each other by number. Immutable.
struct SchemaGraph: Sendable {
    let nodes: [SchemaNode]
    let root: Int
    /// By resource: the node of each dynamic anchor.
    let dynamicAnchors: [[String: Int]]
    /// Whether evaluation must know which resources it came through.
    let usesDynamicScope: Bool
}
