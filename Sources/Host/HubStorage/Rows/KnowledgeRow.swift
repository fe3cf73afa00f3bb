import HubCore

/// Knowledge bases, their documents and uploads as rows.
enum KnowledgeRow {
    /// Reads name, description, chunk_characters, overlap_characters, and counts of documents and chunks.
    static func collection(_ row: SQLRow) throws(SQLError) -> KnowledgeCollection {
        var columns = row.columns
        return KnowledgeCollection(
            name: try name(&columns), description: try columns.text(), chunkCharacters: try columns.count(),
            overlapCharacters: try columns.count(), documents: try columns.count(), chunks: try columns.count())
    }

    /// Reads id, collection, name, title, language, metadata, principals, media_type, file_id, digest, size, version,
    /// state, failure_code, failure, pages, chunks, job_id, created_at, updated_at.
    static func document(_ columns: inout SQLColumns) throws(SQLError) -> KnowledgeDocument {
        let id = try columns.id(DocumentID.self)
        let (collection, title) = (try name(&columns), (name: try columns.text(), title: try columns.text()))
        let language = try columns.optionalChoice(Language.self)
        guard let metadata = try columns.json().objectValue else { throw columns.failure }
        return KnowledgeDocument(
            id: id, collection: collection, name: title.name, title: title.title, language: language,
            metadata: metadata, principals: try principals(&columns), mediaType: try columns.choice(),
            file: try columns.id(), digest: try columns.text(), size: try columns.count(),
            version: try columns.count(), state: try columns.choice(), failure: try failure(&columns),
            pages: try columns.count(), chunks: try columns.count(), job: try columns.id(),
            createdAt: try columns.time(), updatedAt: try columns.time())
    }

    static func document(_ row: SQLRow) throws(SQLError) -> KnowledgeDocument {
        var columns = row.columns
        return try document(&columns)
    }

    /// Reads name, outcome, document_id, failure_code, failure.
    static func item(_ row: SQLRow) throws(SQLError) -> KnowledgeJob.Item {
        var columns = row.columns
        return KnowledgeJob.Item(
            name: try columns.text(), outcome: try columns.choice(), document: try columns.optionalID(),
            failure: try failure(&columns))
    }

    static func json(_ principals: [Principal]?) -> JSONValue? { principals.map { .strings($0.map(\.text)) } }

    static func name(_ columns: inout SQLColumns) throws(SQLError) -> CollectionName {
        guard let name = CollectionName(try columns.text()) else { throw columns.failure }
        return name
    }

    /// A principal that is not understood must not be left out, nor the document be everybody's.
    private static func principals(_ columns: inout SQLColumns) throws(SQLError) -> [Principal]? {
        guard let json = try columns.optionalJSON() else { return nil }
        guard let elements = json.arrayValue else { throw columns.failure }
        var principals: [Principal] = []
        for element in elements {
            guard let principal = element.stringValue.flatMap(Principal.init) else { throw columns.failure }
            principals.append(principal)
        }
        return principals
    }

    private static func failure(_ columns: inout SQLColumns) throws(SQLError) -> DocumentFailure? {
        let code = try columns.optionalChoice(DocumentFailure.Code.self)
        let message = try columns.optionalText()
        return code.map { DocumentFailure($0, message ?? "") }
    }
}
