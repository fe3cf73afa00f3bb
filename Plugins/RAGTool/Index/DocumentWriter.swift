/// Changes of documents, each within a transaction of the caller's.
struct DocumentWriter {
    let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) { self.connection = connection }

    /// Adds a document in the place of the one of its name. `tag`: the version's name where it comes from elsewhere, and where
    /// its vectors are then, which are of the `space`.
    func replace(
        _ document: IngestedDocument, space: VectorSpace?, vectors: [[Float]]?, tag: String?
    ) throws(SQLiteFailure) {
        let collection = try collection(document.collection)
        if let old = try find(document.name, in: collection) { try erase(old) }
        let spaceID = try space.map { (space) throws(SQLiteFailure) in try self.id(of: space) }
        try connection.run(
            """
            INSERT INTO documents (collection, name, tag, title, language, metadata, restricted, space, chunks) \
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """,
            [
                .int(collection), .text(document.name), .text(tag), .text(document.title), .text(document.language),
                .text(document.metadata), .int(document.principals == nil ? 0 : 1),
                spaceID.map { SQLiteValue.int($0) } ?? .null,
                .int(document.chunks.count),
            ])
        let id = connection.lastRow
        for principal in document.principals ?? [] {
            try connection.run(
                "INSERT OR IGNORE INTO principals (document, name) VALUES (?1, ?2)", [.int(id), .text(principal)])
        }
        for (position, chunk) in document.chunks.enumerated() {
            try connection.run(
                "INSERT INTO chunks (document, position, text, page, heading) VALUES (?1, ?2, ?3, ?4, ?5)",
                [.int(id), .int(position), .text(chunk.text), .int(chunk.page), .text(chunk.heading)])
            let row = connection.lastRow
            let words = IndexedWords(text: chunk.text, heading: chunk.heading)
            try connection.run(
                "INSERT INTO words (rowid, folded, exact) VALUES (?1, ?2, ?3)",
                [.int(row), .text(words.folded), .text(words.exact)])
            guard let vectors, let spaceID else { continue }
            try connection.run(
                "INSERT INTO vectors (chunk, space, document, value) VALUES (?1, ?2, ?3, ?4)",
                [.int(row), .int(spaceID), .int(id), .blob(Vector.bytes(vectors[position]))])
        }
        try noteChange()
    }

    /// Forgets a document; false: there was none.
    func remove(_ name: String, from collection: String) throws(SQLiteFailure) -> Bool {
        guard let id = try collectionID(collection), let document = try find(name, in: id) else { return false }
        try erase(document)
        try noteChange()
        return true
    }

    /// Forgets a collection; how many documents it had.
    func removeAll(from collection: String) throws(SQLiteFailure) -> Int {
        guard let id = try collectionID(collection) else { return 0 }
        let documents = try connection.all("SELECT id FROM documents WHERE collection = ?1", [.int(id)]) { $0.int(0) }
        for document in documents { try erase(document) }
        try connection.run("DELETE FROM collections WHERE id = ?1", [.int(id)])
        try noteChange()
        return documents.count
    }

    func collection(_ name: String) throws(SQLiteFailure) -> Int64 {
        if let id = try collectionID(name) { return id }
        try connection.run("INSERT INTO collections (name) VALUES (?1)", [.text(name)])
        return connection.lastRow
    }

    private func collectionID(_ name: String) throws(SQLiteFailure) -> Int64? {
        try connection.first("SELECT id FROM collections WHERE name = ?1", [.text(name)]) { $0.int(0) }
    }

    private func find(_ name: String, in collection: Int64) throws(SQLiteFailure) -> Int64? {
        try connection.first(
            "SELECT id FROM documents WHERE collection = ?1 AND name = ?2", [.int(collection), .text(name)]
        ) { $0.int(0) }
    }

    private func id(of space: VectorSpace) throws(SQLiteFailure) -> Int64 {
        let values: [SQLiteValue] = [.text(space.model), .int(space.dimensions)]
        let known = try connection.first("SELECT id FROM spaces WHERE model = ?1 AND dimensions = ?2", values) {
            $0.int(0)
        }
        if let known { return known }
        try connection.run("INSERT INTO spaces (model, dimensions) VALUES (?1, ?2)", values)
        return connection.lastRow
    }

    private func erase(_ document: Int64) throws(SQLiteFailure) {
        let chunks = try connection.all(
            "SELECT id, text, heading FROM chunks WHERE document = ?1", [.int(document)]
        ) { ($0.int(0), IndexedWords(text: $0.text(1), heading: $0.optionalText(2))) }
        for (row, words) in chunks {
            // https://www.sqlite.org/fts5.html#the_delete_command: it wants what was indexed, word for word.
            try connection.run(
                "INSERT INTO words (words, rowid, folded, exact) VALUES ('delete', ?1, ?2, ?3)",
                [.int(row), .text(words.folded), .text(words.exact)])
            try connection.run("DELETE FROM vectors WHERE chunk = ?1", [.int(row)])
        }
        try connection.run("DELETE FROM chunks WHERE document = ?1", [.int(document)])
        try connection.run("DELETE FROM principals WHERE document = ?1", [.int(document)])
        try connection.run("DELETE FROM documents WHERE id = ?1", [.int(document)])
    }

    private func noteChange() throws(SQLiteFailure) { try connection.run("UPDATE state SET sequence = sequence + 1") }
}

/// A chunk's words as the index has them: those of its text and of the heading that it stands under.
struct IndexedWords {
    let folded: String
    let exact: String

    init(text: String, heading: String?) {
        let words = (heading.map { Word.all(of: $0) } ?? []) + Word.all(of: text)
        folded = words.map(\.folded).joined(separator: " ")
        exact = words.compactMap(\.exact).joined(separator: " ")
    }
}
