import FoundationEssentials

/// What administrators see and change of a tenant's knowledge bases. Each change writes its audit row with it.
package protocol KnowledgeStore: Sendable {
    func collections(_ scope: TenantScope) async throws -> [KnowledgeCollection]
    /// Makes it, or changes its description and how it is cut, which counts for documents indexed from then on.
    func put(_ scope: TenantScope, collection: KnowledgeCollection, by author: ConfigurationAuthor) async throws
    /// Begins an upload's job, with no item yet.
    func begin(_ scope: TenantScope, job: KnowledgeJob, by author: ConfigurationAuthor) async throws
    /// Takes a finished file in, as one transaction with the item of its job: a new document, a new version of the one of its
    /// name (whose id, `createdAt` and, where the upload says none, facts it keeps), or, where digest and facts are the
    /// same and the document is `ready`, nothing. Makes the collection where there is none. What is not used is removed.
    /// Throws `.missing` for `file`, unless it is finished, for a knowledge base and no document's, or for `job_id`.
    func take(
        _ scope: TenantScope, document: KnowledgeDocument, by author: ConfigurationAuthor
    ) async throws -> KnowledgeJob.Item
    /// Notes a file of the upload that was refused.
    func refuse(_ scope: TenantScope, job: JobID, item: KnowledgeJob.Item) async throws
    func job(_ scope: TenantScope, id: JobID) async throws -> KnowledgeJob?
}

/// Documents one by one, for administrators.
package protocol KnowledgeDocumentStore: Sendable {
    /// By time of making; `after` continues a page. Those that are `removing` are not among them.
    func documents(
        _ scope: TenantScope, collection: CollectionName?, after: DocumentID?, limit: Int
    ) async throws -> [KnowledgeDocument]
    func document(_ scope: TenantScope, id: DocumentID) async throws -> KnowledgeDocument?
    /// Those of a job, by name.
    func documents(_ scope: TenantScope, job: JobID) async throws -> [KnowledgeDocument]
    /// To be read and indexed again. False: there is none.
    func reindex(_ scope: TenantScope, id: DocumentID, by author: ConfigurationAuthor) async throws -> Bool
    /// All of the collection's; how many.
    func reindex(_ scope: TenantScope, collection: CollectionName, by author: ConfigurationAuthor) async throws -> Int
    /// It becomes `removing`. False: there is none.
    func remove(_ scope: TenantScope, id: DocumentID, by author: ConfigurationAuthor) async throws -> Bool
}

/// Documents that wait for a worker. A claim is a lease: a worker that is gone loses it, and another one takes over.
package protocol KnowledgeQueue: Sendable {
    /// Claims the document of any tenant that is enabled, or a `removing` one of any other,
    /// that has waited longest, is due, and is nobody's, so that tenants take turns; nil: none. Of a tenant's documents
    /// those that leave, or get other readers, come first.
    /// A claim of before `expired` is nobody's any more. A tenant of which the worker has `most` already is passed over,
    /// but for what leaves.
    func claim(worker: String, now: Date, expired: Date, most: Int) async throws -> KnowledgeClaim?
    /// The worker is still at it. False: it has lost it.
    func renew(_ claim: KnowledgeClaim, now: Date) async throws -> Bool
    /// It is indexed, or removed, and the claim ends; unless a newer version came meanwhile, which then waits. Once it is
    /// indexed the files of its older versions go, once it is removed its file. A claim that was lost changes nothing.
    func finish(_ claim: KnowledgeClaim, _ result: KnowledgeResult) async throws
    /// It could not be done now, and is due again then.
    func postpone(_ claim: KnowledgeClaim, until due: Date) async throws
}

package struct KnowledgeClaim: Sendable, Hashable {
    package var scope: TenantScope
    package var document: KnowledgeDocument
    /// How its collection is cut.
    package var collection: KnowledgeCollection
    package var worker: String
    /// How often it was postponed.
    package var attempts: Int
    /// Tells this claim from every other of the document, the worker's own too.
    package var fence: String
    /// The version that is searched, if any, may be found by others than this one.
    package var hasOtherReaders: Bool

    package init(
        scope: TenantScope, document: KnowledgeDocument, collection: KnowledgeCollection, worker: String, attempts: Int,
        fence: String = "", hasOtherReaders: Bool = false
    ) {
        self.scope = scope
        self.document = document
        self.collection = collection
        self.worker = worker
        self.attempts = attempts
        self.fence = fence
        self.hasOtherReaders = hasOtherReaders
    }
}

package enum KnowledgeResult: Sendable, Hashable {
    /// Language and title are taken where the upload said none.
    case indexed(pages: Int, chunks: Int, language: Language?, title: String?)
    case failed(DocumentFailure)
    /// Its row goes.
    case removed
}
