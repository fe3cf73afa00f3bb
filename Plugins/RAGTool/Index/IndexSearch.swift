/// A search of an index file, within one transaction: all that it looks at is of one state.
struct IndexSearch {
    let connection: SQLiteConnection
    let search: Search
    let scope: Scope
    let visible: VisibleDocuments

    /// Chunks that each kind of search gives to their fusion.
    static let depth = 100

    /// `nearest`: finds chunks by their vectors' likeness to one, the best first.
    func outcome(
        _ vector: QuestionVector, nearest: ([Float], VectorSpace) throws(SQLiteFailure) -> [Match]
    ) throws(SQLiteFailure) -> SearchOutcome {
        let mode = vector.mode(of: search)
        var note: String?
        var lists: [[Match]] = []
        if mode != .vector {
            let words = LexicalSearch(connection: connection, scope: scope, visible: visible)
            lists.append(try words.matches(Question(search.query), enough: max(10, search.count), limit: Self.depth))
        }
        switch vector {
        case .notAsked: break
        case .missing(let reason): note = reason
        case .made(let numbers, let space):
            lists.append(try nearest(numbers, space))
            let having = try VectorSearch.id(of: space, on: connection).flatMap { visible.ofSpace[$0] } ?? 0
            note = Self.note(without: visible.count - having, of: visible.count, mode)
        }
        let matches = lists.count == 1 ? lists[0] : RankFusion.fused(lists)
        return SearchOutcome(
            mode: mode, note: note,
            passages: try PassageReader(connection: connection)
                .passages(matches.filter { $0.score >= search.minimumScore }, count: search.count))
    }

    /// What is said when some documents have no vectors of the model that the question's is of.
    private static func note(without missing: Int, of all: Int, _ mode: SearchMode) -> String? {
        guard missing > 0 else { return nil }
        let subject = missing == all ? "None of the documents has" : "\(missing) of \(all) documents have no"
        let consequence =
            mode == .vector ? "those without were not searched" : "those without were searched by words only"
        return "\(subject) vectors of the tenant's present model; \(consequence)."
    }
}

/// The state of an index file that a transaction sees, and which documents of it a scope may see.
struct IndexState {
    let sequence: Int64
    let visible: VisibleDocuments

    init(_ scope: Scope, _ memory: IndexMemory, on connection: SQLiteConnection) throws(SQLiteFailure) {
        sequence = try connection.first("SELECT sequence FROM state") { $0.int(0) } ?? 0
        visible = try memory.visibility.documents(in: scope, sequence: sequence, on: connection)
    }
}
