/// One hashed trait of a text.
struct RoutingFeature: Sendable {
    enum Kind: Sendable {
        /// A content or function word: unknown ones make a text novel.
        case word
        /// A letter group, a pair of words, a spelling, a shape.
        case trait
        /// A code as it was written: worth remembering only when several texts have it.
        case literal
    }

    var hash: UInt64
    var weight: Float
    var kind: Kind
}
