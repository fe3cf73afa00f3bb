import FoundationEssentials
import HubCore
import Synchronization

/// Knowledge in memory.
final class ScriptedKnowledge: KnowledgeStore, KnowledgeDocumentStore {
    struct Failure: Error {}

    struct Kept {
        var collections: [TenantScope: [KnowledgeCollection]] = [:]
        var jobs: [TenantScope: [JobID: KnowledgeJob]] = [:]
        var documents: [TenantScope: [KnowledgeDocument]] = [:]
        var authors: [ConfigurationAuthor] = []
        var reindexed: [DocumentID] = []
        var removed: [DocumentID] = []
    }

    private let state = Mutex(Kept())
    private let takesNothing: Bool

    init(takesNothing: Bool = false) { self.takesNothing = takesNothing }

    var kept: Kept { state.withLock { $0 } }

    func add(_ document: KnowledgeDocument, to scope: TenantScope = Door.scope) {
        state.withLock { $0.documents[scope, default: []].append(document) }
    }

    func collections(_ scope: TenantScope) async throws -> [KnowledgeCollection] { kept.collections[scope] ?? [] }

    func put(_ scope: TenantScope, collection: KnowledgeCollection, by author: ConfigurationAuthor) async throws {
        state.withLock { state in
            state.authors.append(author)
            state.collections[scope, default: []].removeAll { $0.name == collection.name }
            state.collections[scope, default: []].append(collection)
        }
    }

    func begin(_ scope: TenantScope, job: KnowledgeJob, by author: ConfigurationAuthor) async throws {
        state.withLock { state in
            state.authors.append(author)
            state.jobs[scope, default: [:]][job.id] = job
        }
    }

    func take(
        _ scope: TenantScope, document: KnowledgeDocument, by author: ConfigurationAuthor
    ) async throws -> KnowledgeJob.Item {
        if takesNothing { throw Failure() }
        return state.withLock { state in
            let old = state.documents[scope]?.first { $0.name == document.name }
            let isSame = old.map { $0.digest == document.digest && $0.state == .ready } ?? false
            let item = KnowledgeJob.Item(
                name: document.name, outcome: isSame ? .unchanged : .accepted, document: old?.id ?? document.id)
            state.jobs[scope]?[document.job]?.items.append(item)
            if isSame { return item }
            var document = document
            if let old { document.id = old.id }
            state.documents[scope, default: []].removeAll { $0.name == document.name }
            state.documents[scope, default: []].append(document)
            return item
        }
    }

    func refuse(_ scope: TenantScope, job: JobID, item: KnowledgeJob.Item) async throws {
        state.withLock { $0.jobs[scope]?[job]?.items.append(item) }
    }

    func job(_ scope: TenantScope, id: JobID) async throws -> KnowledgeJob? { kept.jobs[scope]?[id] }

    func documents(
        _ scope: TenantScope, collection: CollectionName?, after: DocumentID?, limit: Int
    ) async throws -> [KnowledgeDocument] {
        let documents = (kept.documents[scope] ?? []).filter {
            (collection == nil || $0.collection == collection) && $0.id.description > after?.description ?? ""
        }
        return Array(documents.sorted { $0.id.description < $1.id.description }.prefix(limit))
    }

    func document(_ scope: TenantScope, id: DocumentID) async throws -> KnowledgeDocument? {
        kept.documents[scope]?.first { $0.id == id }
    }

    func documents(_ scope: TenantScope, job: JobID) async throws -> [KnowledgeDocument] {
        (kept.documents[scope] ?? []).filter { $0.job == job }
    }

    func reindex(_ scope: TenantScope, id: DocumentID, by author: ConfigurationAuthor) async throws -> Bool {
        guard try await document(scope, id: id) != nil else { return false }
        state.withLock { $0.reindexed.append(id) }
        return true
    }

    func reindex(_ scope: TenantScope, collection: CollectionName, by author: ConfigurationAuthor) async throws -> Int {
        let documents = try await documents(scope, collection: collection, after: nil, limit: .max)
        state.withLock { $0.reindexed += documents.map(\.id) }
        return documents.count
    }

    func remove(_ scope: TenantScope, id: DocumentID, by author: ConfigurationAuthor) async throws -> Bool {
        guard try await document(scope, id: id) != nil else { return false }
        state.withLock { state in
            state.removed.append(id)
            state.documents[scope]?.removeAll { $0.id == id }
        }
        return true
    }
}
