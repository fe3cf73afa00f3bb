import FoundationEssentials
import HubCore
import HubServer

extension Unexpected: FileStore, FileCatalog {
    static let pieceBytes = 4096

    func begin(_ scope: TenantScope, _ id: FileID) async throws { try fail() }
    func append(_ scope: TenantScope, _ id: FileID, index: Int, _ bytes: [UInt8]) async throws { try fail() }
    func finish(_ scope: TenantScope, _ file: StoredFile, quota: Int) async throws -> Bool { try fail() }
    func file(_ scope: TenantScope, id: FileID) async throws -> StoredFile? { try fail() }
    func read(_ scope: TenantScope, id: FileID, offset: Int, length: Int) async throws -> [UInt8]? { try fail() }
    func remove(_ scope: TenantScope, id: FileID) async throws -> Bool { try fail() }
    func files(
        _ scope: TenantScope, user: UserID, purpose: StoredFile.Purpose, before: FileID?, limit: Int
    ) async throws -> [StoredFile] { try fail() }
    func usage(_ scope: TenantScope) async throws -> (files: Int, bytes: Int) { try fail() }
    func removeAbandoned(begunBefore: Date, chatFilesBefore expiry: Date) async throws -> Int { try fail() }
}

extension Unexpected: KnowledgeStore, KnowledgeDocumentStore {
    func collections(_ scope: TenantScope) async throws -> [KnowledgeCollection] { try fail() }
    func put(_ scope: TenantScope, collection: KnowledgeCollection, by author: ConfigurationAuthor) async throws {
        try fail()
    }
    func begin(_ scope: TenantScope, job: KnowledgeJob, by author: ConfigurationAuthor) async throws { try fail() }
    func take(
        _ scope: TenantScope, document: KnowledgeDocument, by author: ConfigurationAuthor
    ) async throws -> KnowledgeJob.Item { try fail() }
    func refuse(_ scope: TenantScope, job: JobID, item: KnowledgeJob.Item) async throws { try fail() }
    func job(_ scope: TenantScope, id: JobID) async throws -> KnowledgeJob? { try fail() }
    func documents(
        _ scope: TenantScope, collection: CollectionName?, after: DocumentID?, limit: Int
    ) async throws -> [KnowledgeDocument] { try fail() }
    func document(_ scope: TenantScope, id: DocumentID) async throws -> KnowledgeDocument? { try fail() }
    func documents(_ scope: TenantScope, job: JobID) async throws -> [KnowledgeDocument] { try fail() }
    func reindex(_ scope: TenantScope, id: DocumentID, by author: ConfigurationAuthor) async throws -> Bool {
        try fail()
    }
    func reindex(_ scope: TenantScope, collection: CollectionName, by author: ConfigurationAuthor) async throws -> Int {
        try fail()
    }
    func remove(_ scope: TenantScope, id: DocumentID, by author: ConfigurationAuthor) async throws -> Bool {
        try fail()
    }
}

extension UploadServices {
    /// Of a house that nobody uploads to.
    static var unexpected: UploadServices { UploadServices(files: Unexpected(), knowledge: Unexpected(), wake: {}) }
}
