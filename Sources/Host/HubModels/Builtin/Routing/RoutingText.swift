/// A text taken apart into words.
struct RoutingText: Sendable {
    /// The folded letters (UTF-8) of all words, one after another.
    var letters: [UInt8] = []
    var words: [RoutingWord] = []
    /// Whether its marks, or else its function words, are Vietnamese.
    var isVietnamese = false
}
