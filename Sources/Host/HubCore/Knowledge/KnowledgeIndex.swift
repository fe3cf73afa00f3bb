/// What searches look in: the tool type that keeps an index of documents.
package protocol KnowledgeIndex: Sendable {
    /// Adds the document's version, or replaces an older one: a search sees the old one or the new one, whole.
    func ingest(_ request: KnowledgeIngestion) async -> Result<Int, ToolFailure>
    /// Forgets a document; no matter whether there was one.
    func remove(
        _ scope: TenantScope, collection: CollectionName, document: DocumentID, by deadline: Deadline
    ) async -> ToolFailure?
}

/// One document for the index.
package struct KnowledgeIngestion: Sendable {
    package var scope: TenantScope
    package var document: KnowledgeDocument
    package var chunks: [KnowledgeChunk]
    /// What makes vectors of the chunks; nil: the tenant chose no model for that.
    package var embedder: (any ToolEmbedder)?
    package var deadline: Deadline

    package init(
        scope: TenantScope, document: KnowledgeDocument, chunks: [KnowledgeChunk], embedder: (any ToolEmbedder)?,
        deadline: Deadline
    ) {
        self.scope = scope
        self.document = document
        self.chunks = chunks
        self.embedder = embedder
        self.deadline = deadline
    }
}

/// Makes vectors outside of turns, and books what they cost.
package protocol IngestionEmbeddings: Sendable {
    /// Gives `work` the tenant's embedder, nil where it chose no model for that, and writes what was used into the ledger when
    /// it is done, also when it failed.
    func with<Value: Sendable>(
        _ scope: TenantScope, _ work: @Sendable ((any ToolEmbedder)?) async -> Value
    ) async throws -> Value
}
