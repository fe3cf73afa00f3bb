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
        /// Documents whose present version is not copied yet.
        let missing: Int
    }

    private struct Copy: Sendable {
        let document: String
        let collection: String
        let tag: String?
    }

    /// Copies what has changed of the collections. It stops after a time, and the next search goes on.
    func update(_ collections: [String], _ client: ChromaClient) throws(ToolError) -> State {
        guard let catalogue = try client.collection(named: names.catalogue) else {
            try clear(collections, client.call)
            return State(revision: nil, missing: 0)
        }
        let revision = catalogue.revision ?? "-"
        if try isCopied(collections, revision, client.call) { return State(revision: catalogue.revision, missing: 0) }
        let stop = Self.halfTime(of: client.call)
        var missing = 0
        // What is replaced while it is copied is looked up again.
        for _ in 0..<3 {
            let pointers = try Self.pointers(collections, catalogue, client)
            try removeOthers(than: pointers, of: collections, client.call)
            missing = try copy(pointers, of: collections, until: stop, client)
            if missing == 0 {
                try note(revision, of: collections, client.call)
                break
            }
            if MonotonicInstant.now() >= stop { break }
        }
        return State(revision: catalogue.revision, missing: missing)
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

    private func isCopied(_ collections: [String], _ revision: String, _ call: Call) throws(ToolError) -> Bool {
        try file.use(for: call) { connection, _ in
            try collections.allSatisfy { name in
                try connection.first("SELECT revision FROM collections WHERE name = ?1", [.text(name)]) {
                    $0.optionalText(0)
                } == .some(revision)
            }
        }
    }

    private func note(_ revision: String, of collections: [String], _ call: Call) throws(ToolError) {
        try file.use(for: call) { connection, _ in
            try connection.writing {
                for name in collections {
                    try connection.run(
                        """
                        INSERT INTO collections (name, revision) VALUES (?1, ?2) \
                        ON CONFLICT (name) DO UPDATE SET revision = excluded.revision
                        """, [.text(name), .text(revision)])
                }
            }
        }
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

    private func removeOthers(
        than pointers: [ChromaPointer], of collections: [String], _ call: Call
    ) throws(ToolError) {
        let current = Set(pointers.map(\.id))
        try file.use(for: call) { connection, _ in
            for copy in try copies(collections, connection)
            where !current.contains(ChromaNames.record(of: copy.document, in: copy.collection)) {
                try connection.writing {
                    _ = try DocumentWriter(connection).remove(copy.document, from: copy.collection)
                }
            }
        }
    }

    /// How many documents are not copied in the end.
    private func copy(
        _ pointers: [ChromaPointer], of collections: [String], until stop: MonotonicInstant, _ client: ChromaClient
    ) throws(ToolError) -> Int {
        let tags = try file.use(for: client.call) { connection, _ in
            Set(try copies(collections, connection).compactMap(\.tag))
        }
        let changed = pointers.filter { !tags.contains($0.tag) }
        var missing = 0
        for (index, pointer) in changed.enumerated() {
            if MonotonicInstant.now() >= stop { return missing + changed.count - index }
            guard let document = try document(pointer, client) else {
                missing += 1
                continue
            }
            try file.use(for: client.call) { connection, _ in
                try connection.writing {
                    try DocumentWriter(connection)
                        .replace(document, space: pointer.space, vectors: nil, tag: pointer.tag)
                }
            }
        }
        return missing
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
