import PluginSDK

/// A search of an index file, within one transaction: all that it looks at is of one state.
struct IndexSearch {
    let connection: SQLiteConnection
    let memory: IndexMemory
    let search: Search
    let scope: Scope

    /// Chunks that each kind of search gives to their fusion.
    static let depth = 100

    func outcome(_ vector: QuestionVector) throws -> SearchOutcome {
        let sequence = try connection.first("SELECT sequence FROM state") { $0.int(0) } ?? 0
        let visible = try memory.visibility.documents(in: scope, sequence: sequence, on: connection)
        let mode = vector.mode(of: search)
        var note: String?
        var lists: [[Match]] = []
        if mode != .vector {
            let words = LexicalSearch(connection: connection, scope: scope, visible: visible)
            lists.append(try words.matches(Question(search.query), limit: Self.depth))
        }
        switch vector {
        case .notAsked: break
        case .missing(let reason): note = reason
        case .made(let numbers, let space):
            let vectors = VectorSearch(
                connection: connection, visible: visible, cache: memory.vectors, sequence: sequence)
            lists.append(
                try vectors.matches(numbers, in: space, minimum: search.minimumSimilarity, limit: Self.depth))
            note = Self.note(without: visible.count - (try vectors.documents(of: space)), of: visible.count, mode)
        }
        let matches = lists.count == 1 ? lists[0] : RankFusion.fused(lists)
        return SearchOutcome(
            mode: mode, note: note,
            passages: try PassageReader(connection: connection)
                .passages(matches.filter { $0.score >= search.minimumScore }, count: search.count))
    }

    /// What is said when some documents have no vectors of the model that the question's is of.
    static func note(without missing: Int, of all: Int, _ mode: SearchMode) -> String? {
        guard missing > 0 else { return nil }
        let subject = missing == all ? "None of the documents has" : "\(missing) of \(all) documents have no"
        let vectors = missing == all ? " vectors" : " vectors"
        let consequence =
            mode == .vector ? "those without were not searched" : "those without were searched by words only"
        return "\(subject)\(vectors) of the tenant's present model; \(consequence)."
    }
}
