import PluginSDK

/// What a search found.
struct SearchOutcome: Sendable {
    /// What was really done.
    let mode: SearchMode
    let note: String?
    var passages: [Passage]
}

/// A chunk that was found, with what there is to know of its document.
struct Passage: Sendable {
    let text: String
    let score: Double
    let document: String
    let title: String
    let collection: String
    let page: Int?
    let heading: String?
    /// The chunk's place in its document, from 0.
    let chunk: Int
    let language: String?
    /// A JSON object.
    let metadata: String
}
