import PluginSDK

/// A copy of the catalogue and of the chunks' texts in the worker's folder, for the search by words, which Chroma cannot rank.
/// It is brought up to date before each search and holds nothing that is not at Chroma.
struct ChromaReplica: Sendable {
    let file: IndexFile
    let names: ChromaNames

    /// What a copy is of.
    struct State: Sendable {
        /// Nil: the tenant has nothing at Chroma.
        let revision: String?
        /// Whether the present version of every document is copied.
        let isWhole: Bool
    }

    private enum Outcome {
        case whole
        /// The present versions of these could not be copied.
        case missing([ChromaPointer])
        /// Another worker with this copy has brought it to another state meanwhile.
        case overtaken
    }

    private struct Copy: Sendable {
        let document: String
        let collection: String
        let tag: String?
    }

    /// Copies what has changed of the collections. It stops after a time, and the next search goes on.
    func update(_ collections: [String], _ client: ChromaClient) throws(ToolError) -> State {
        let stop = Self.halfTime(of: client.call)
        var (revision, outcome): (String?, Outcome) = (nil, .overtaken)
        // What is replaced while it is copied is looked up again.
        for _ in 0..<4 {
            guard let catalogue = try client.collection(named: names.catalogue) else {
                try clear(collections, client.call)
                return State(revision: nil, isWhole: true)
            }
            let known = try revisions(of: collections, client.call)
            if let revision = catalogue.revision, known.allSatisfy({ $0 == revision }) {
                return State(revision: revision, isWhole: true)
            }
            outcome = try update(collections, from: known, to: catalogue, until: stop, client)
            revision = catalogue.revision
            if case .whole = outcome { return State(revision: revision, isWhole: true) }
            if MonotonicInstant.now() >= stop { break }
        }
        if case .missing(let pointers) = outcome { try dropOldVersions(of: pointers, client.call) }
        return State(revision: revision, isWhole: false)
    }

    /// What has a new version that is not here is not found meanwhile: who may read the old one may be told otherwise by the new.
    private func dropOldVersions(of pointers: [ChromaPointer], _ call: Call) throws(ToolError) {
        try file.use(for: call) { connection, _ in
            for pointer in pointers {
                try connection.writing {
                    let tag = try connection.first(
                        """
                        SELECT d.tag FROM documents d JOIN collections k ON k.id = d.collection \
                        WHERE k.name = ?1 AND d.name = ?2
                        """, [.text(pointer.collection), .text(pointer.document)]
                    ) { $0.text(0) }
                    guard let tag, tag != pointer.tag else { return }
                    _ = try DocumentWriter(connection).remove(pointer.document, from: pointer.collection)
                }
            }
        }
    }

    private func update(
        _ collections: [String], from known: [String?], to catalogue: ChromaClient.Collection,
        until stop: MonotonicInstant, _ client: ChromaClient
    ) throws(ToolError) -> Outcome {
        let pointers = try Self.pointers(collections, catalogue, client)
        let (current, names) = (Set(pointers.map(\.tag)), Set(pointers.map(\.id)))
        var missing: [ChromaPointer] = []
        let copied = try copies(collections, client.call)
        for copy in copied where !current.contains(copy.tag ?? "") {
            // The new version takes its place below.
            if names.contains(ChromaNames.record(of: copy.document, in: copy.collection)) { continue }
            guard
                try write(
                    collections, from: known, client.call,
                    { (writer) throws(SQLiteFailure) in
                        _ = try writer.remove(copy.document, from: copy.collection)
                    })
            else { return .overtaken }
        }
        let tags = Set(copied.compactMap(\.tag))
        for pointer in pointers where !tags.contains(pointer.tag) {
            guard MonotonicInstant.now() < stop, let document = try document(pointer, client) else {
                missing.append(pointer)
                continue
            }
            guard
                try write(
                    collections, from: known, client.call,
                    { (writer) throws(SQLiteFailure) in
                        try writer.replace(document, space: pointer.space, vectors: nil, tag: pointer.tag)
                    })
            else { return .overtaken }
        }
        guard missing.isEmpty else { return .missing(missing) }
        // Without a revision, which a crash may have left out, the next search looks again.
        guard let revision = catalogue.revision else { return .whole }
        return try note(revision, of: collections, from: known, tags: current, client.call) ? .whole : .overtaken
    }

    /// Changes the copy, unless it is in another state than `known`. False: it is.
    private func write(
        _ collections: [String], from known: [String?], _ call: Call,
        _ change: (DocumentWriter) throws(SQLiteFailure) -> Void
    ) throws(ToolError) -> Bool {
        try file.use(for: call) { connection, _ in
            try connection.writing {
                guard try Self.revisions(of: collections, connection) == known else { return false }
                try change(DocumentWriter(connection))
                return true
            }
        }
    }

    /// Says that the copy is of the revision. False: it is not, since another worker has changed it.
    private func note(
        _ revision: String, of collections: [String], from known: [String?], tags: Set<String>, _ call: Call
    ) throws(ToolError) -> Bool {
        try file.use(for: call) { connection, _ in
            try connection.writing {
                guard try Self.revisions(of: collections, connection) == known,
                    Set(try copies(collections, connection).map { $0.tag ?? "" }) == tags
                else { return false }
                for name in collections {
                    try connection.run(
                        """
                        INSERT INTO collections (name, revision) VALUES (?1, ?2) \
                        ON CONFLICT (name) DO UPDATE SET revision = excluded.revision
                        """, [.text(name), .text(revision)])
                }
                return true
            }
        }
    }

    private func revisions(of collections: [String], _ call: Call) throws(ToolError) -> [String?] {
        try file.use(for: call) { connection, _ in try Self.revisions(of: collections, connection) }
    }

    /// Nil: not copied yet.
    private static func revisions(
        of collections: [String], _ connection: SQLiteConnection
    ) throws(SQLiteFailure) -> [String?] {
        var revisions: [String?] = []
        for name in collections {
            revisions.append(
                try connection.first("SELECT revision FROM collections WHERE name = ?1", [.text(name)]) {
                    $0.optionalText(0)
                } ?? nil)
        }
        return revisions
    }

    static func pointers(
        _ collections: [String], _ catalogue: ChromaClient.Collection, _ client: ChromaClient
    ) throws(ToolError) -> [ChromaPointer] {
        let condition = ChromaCondition.any(collections.map { ChromaCondition.isEqual("collection", .string($0)) })
        return try client.records(where: condition, in: catalogue).compactMap { ChromaPointer($0.metadata) }
    }

    private static func halfTime(of call: Call) -> MonotonicInstant {
        let now = MonotonicInstant.now()
        return now.advanced(by: call.deadline.duration(since: now) / 2)
    }

    private func clear(_ collections: [String], _ call: Call) throws(ToolError) {
        try file.use(for: call) { connection, _ in
            let known = try connection.all("SELECT name FROM collections") { $0.text(0) }
            for name in collections where known.contains(name) {
                try connection.writing { _ = try DocumentWriter(connection).removeAll(from: name) }
            }
        }
    }

    private func copies(_ collections: [String], _ connection: SQLiteConnection) throws(SQLiteFailure) -> [Copy] {
        try connection.all(
            "SELECT d.name, k.name, d.tag FROM documents d JOIN collections k ON k.id = d.collection"
        ) { Copy(document: $0.text(0), collection: $0.text(1), tag: $0.optionalText(2)) }
        .filter { collections.contains($0.collection) }
    }

    private func copies(_ collections: [String], _ call: Call) throws(ToolError) -> [Copy] {
        try file.use(for: call) { connection, _ in try copies(collections, connection) }
    }

    /// Nil: it has been replaced meanwhile.
    private func document(_ pointer: ChromaPointer, _ client: ChromaClient) throws(ToolError) -> IngestedDocument? {
        var chunks: [IngestedDocument.Chunk] = []
        if pointer.chunks > 0 {
            let name = names.chunks(of: pointer.collection, space: pointer.space)
            guard let collection = try client.collection(named: name) else { return nil }
            let ids = (0..<pointer.chunks).map { ChromaNames.chunk($0, of: pointer.tag) }
            let found = Dictionary(
                try client.records(ids, in: collection).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            for id in ids {
                guard let record = found[id], let text = record.document else { return nil }
                chunks.append(
                    IngestedDocument.Chunk(
                        text: text, page: record.metadata["page"]?.numberValue?.intValue,
                        heading: record.metadata["heading"]?.stringValue))
            }
        }
        return IngestedDocument(
            collection: pointer.collection, name: pointer.document, title: pointer.title, language: pointer.language,
            metadata: pointer.metadata, principals: pointer.principals, chunks: chunks)
    }
}
