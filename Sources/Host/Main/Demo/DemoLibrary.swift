import HubCore
import HubCrypto

/// Puts the demo's documents into its knowledge base, as an administrator's upload would: the worker makes them searchable.
/// Those that are there already stay as they are.
struct DemoLibrary {
    let files: any FileStore
    let knowledge: any KnowledgeStore & KnowledgeDocumentStore
    let scope: TenantScope
    let author: ConfigurationAuthor

    func fill() async throws {
        guard let collection = CollectionName(DemoHandbook.collection) else { return }
        let known = try await knowledge.documents(scope, collection: collection, after: nil, limit: 200)
        var job: KnowledgeJob?
        for document in DemoHandbook.all {
            let bytes = Array(document.text.utf8)
            let digest = SHA256.hex(bytes)
            if let kept = known.first(where: { $0.name == document.name }), kept.digest == digest {
                if kept.state == .failed { _ = try await knowledge.reindex(scope, id: kept.id, by: author) }
                continue
            }
            let current = try await self.job(&job, collection)
            let file = StoredFile(
                purpose: .knowledge, user: author.user, name: document.name, mediaType: .markdown, size: bytes.count,
                digest: digest)
            try await keep(file, bytes)
            _ = try await knowledge.take(
                scope,
                document: KnowledgeDocument(
                    collection: collection, name: document.name, title: document.title, language: document.language,
                    mediaType: file.mediaType, file: file.id, digest: digest, size: bytes.count, job: current.id),
                by: author)
        }
    }

    /// Begun with the first document that is missing.
    private func job(_ job: inout KnowledgeJob?, _ collection: CollectionName) async throws -> KnowledgeJob {
        if let job { return job }
        let begun = KnowledgeJob(collection: collection, user: author.user)
        try await knowledge.put(
            scope,
            collection: KnowledgeCollection(name: collection, description: "The company's handbook, in both languages"),
            by: author)
        try await knowledge.begin(scope, job: begun, by: author)
        job = begun
        return begun
    }

    private func keep(_ file: StoredFile, _ bytes: [UInt8]) async throws {
        try await files.begin(scope, file.id)
        let size = type(of: files).pieceBytes
        for (index, start) in stride(from: 0, to: bytes.count, by: size).enumerated() {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            try await files.append(scope, file.id, index: index, piece)
        }
        guard try await files.finish(scope, file, quota: .max) else {
            throw StartError("the demo's handbook found no room in the store of files.")
        }
    }
}
