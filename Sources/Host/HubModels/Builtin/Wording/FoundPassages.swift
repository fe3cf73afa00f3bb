import HubCore

/// What a search of documents found, in the form that such tools agree on: `passages`, the best first, with `citations`
/// of which each belongs to the passage at its place.
struct FoundPassages: Sendable {
    struct Passage: Sendable {
        let text: String
        let title: String?
        /// Counts from 1.
        let page: Int?
        let heading: String?
        let language: Language?
        /// What an answer cites it by; nil: nothing.
        let number: Int?
    }

    let passages: [Passage]
    /// Only words were compared, so that a passage may share no more with the question than its small ones.
    let isLexical: Bool

    /// nil where the result is of another form.
    init?(_ result: JSONValue) {
        guard let list = result["passages"]?.arrayValue, let citations = result["citations"]?.arrayValue else {
            return nil
        }
        passages = list.enumerated().compactMap { place, passage in
            guard let text = passage["text"]?.stringValue else { return nil }
            return Passage(
                text: text, title: passage["title"]?.stringValue, page: passage["page"]?.intValue,
                heading: passage["heading"]?.stringValue,
                language: passage["language"]?.stringValue.flatMap(Language.init(rawValue:)),
                number: citations.indices.contains(place) ? citations[place]["id"]?.intValue : nil)
        }
        isLexical = result["mode"]?.stringValue == "lexical"
    }
}
