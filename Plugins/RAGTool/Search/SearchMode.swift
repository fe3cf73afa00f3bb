/// What passages are found by.
enum SearchMode: String, Sendable, CaseIterable {
    /// Words and vectors, joined by rank.
    case hybrid
    /// Vectors only.
    case vector
    /// Words only.
    case lexical
}
