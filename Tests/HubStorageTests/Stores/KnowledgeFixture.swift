import Foundation
import HubCore
import HubStorage

/// Documents of knowledge bases for tests of what becomes of them.
struct KnowledgeFixture {
    let store: SQLKnowledgeStore
    let queue: SQLKnowledgeQueue
    let files: SQLFileStore

    init(database: any SQLDatabase) {
        store = SQLKnowledgeStore(database: database)
        queue = SQLKnowledgeQueue(database: database)
        files = SQLFileStore(database: database)
    }

    // swift-format-ignore: NeverForceUnwrap
    static let handbook = CollectionName("handbook")!

    /// Uploads the file by a job of its own.
    @discardableResult
    func take(
        _ scope: TenantScope, _ file: StoredFile, _ change: (inout KnowledgeDocument) -> Void = { _ in }
    ) async throws -> KnowledgeJob.Item {
        let job = KnowledgeJob(collection: Self.handbook, user: file.user)
        try await store.begin(scope, job: job, by: .operator)
        var document = Self.document(file, job: job.id)
        change(&document)
        return try await store.take(scope, document: document, by: .operator)
    }

    static func document(_ file: StoredFile, job: JobID) -> KnowledgeDocument {
        KnowledgeDocument(
            collection: handbook, name: file.name, title: file.name, mediaType: file.mediaType, file: file.id,
            digest: file.digest, size: file.size, job: job)
    }

    /// Keeps a file of the name and so many bytes and takes it in; gives the document.
    @discardableResult
    func upload(
        _ scope: TenantScope, _ name: String = "a.txt", _ size: Int = 10,
        _ change: (inout KnowledgeDocument) -> Void = { _ in }
    ) async throws -> KnowledgeDocument {
        let file = FileFixture.file(size, purpose: .knowledge, name: name)
        try await FileFixture(store: files).keep(scope, file)
        let item = try await take(scope, file, change)
        guard let id = item.document, let document = try await store.document(scope, id: id) else {
            throw FileStoreError.incomplete
        }
        return document
    }

    /// Whoever claims now, of claims that last a minute.
    func claim(
        _ worker: String = "w", at now: Date = Date(timeIntervalSinceNow: 1), most: Int = 100
    ) async throws -> KnowledgeClaim? {
        try await queue.claim(worker: worker, now: now, expired: now.addingTimeInterval(-60), most: most)
    }

    /// Claims what waits, which must be the document, and indexes it.
    func index(_ document: KnowledgeDocument) async throws {
        guard let claim = try await claim(), claim.document.id == document.id else { throw FileStoreError.incomplete }
        try await queue.finish(claim, .indexed(pages: 1, chunks: 2, language: .english, title: nil))
    }
}
