import PluginSDK

/// The question as a vector, or why there is none. Made before any transaction begins, since it waits for the model.
enum QuestionVector: Sendable {
    /// The search compares no vectors.
    case notAsked
    case made([Float], VectorSpace)
    case missing(note: String)

    /// Waits. Fails where vectors are all that the search goes by.
    init(_ search: Search, _ call: Call) throws(ToolError) {
        guard search.mode != .lexical else {
            self = .notAsked
            return
        }
        guard let space = VectorSpace(call) else {
            guard search.mode == .hybrid else {
                throw ToolError(
                    .unavailable, "The search compares vectors only, and the tenant has no model for embeddings.")
            }
            self = .missing(note: "Only words were compared: the tenant has no model for embeddings.")
            return
        }
        do throws(ToolError) {
            let vectors = try DocumentVectors.vectors(of: [search.query], for: .query, in: space, call)
            self = vectors.first.map { .made($0, space) } ?? .notAsked
        } catch {
            guard search.mode == .hybrid, error.code != .cancelled else {
                throw ToolError(
                    error.code == .cancelled || error.code == .deadline ? error.code : .unavailable,
                    "The search compares vectors only, and the one of the question could not be made.",
                    details: error.details)
            }
            self = .missing(note: "Only words were compared: the vector of the question could not be made.")
        }
    }

    /// What is really done.
    func mode(of search: Search) -> SearchMode {
        switch self {
        case .notAsked, .missing: .lexical
        case .made: search.mode
        }
    }
}
