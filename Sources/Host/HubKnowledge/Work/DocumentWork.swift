import FoundationEssentials
import HubCore
import HubMetrics

/// What is done for one claimed document: read, cut, indexed; or taken out of the index.
struct DocumentWork: Sendable {
    let files: any FileStore
    let index: any KnowledgeIndex
    let embeddings: any IngestionEmbeddings
    let reader: DocumentReader
    let settings: KnowledgeWorkSettings
    let metrics: KnowledgeMetrics

    func outcome(_ claim: KnowledgeClaim) async -> DocumentOutcome {
        if claim.document.state == .removing { return await remove(claim) }
        // The older version goes before anything can fail: it is still found by those that it was for.
        if claim.hasOtherReaders {
            let withdrawal = await remove(claim)
            guard withdrawal == .done(.removed) else { return withdrawal }
        }
        do throws(DocumentFailure) {
            return await ingest(claim, try await read(claim))
        } catch {
            return DocumentOutcome(error)
        }
    }

    private func remove(_ claim: KnowledgeClaim) async -> DocumentOutcome {
        let failure = await index.remove(
            claim.scope, collection: claim.document.collection, document: claim.document.id,
            by: .after(settings.indexingTime))
        guard let failure else { return .done(.removed) }
        switch DocumentOutcome(failure) {
        case .cancelled: return .cancelled
        // A document must not stay searchable since taking it out once failed.
        case .done, .doubtful, .unavailable: return .unavailable(part: "index", code: failure.code.rawValue)
        }
    }

    private struct Text {
        var title: String?
        var pages: Int
        var chunks: [KnowledgeChunk]
    }

    private func read(_ claim: KnowledgeClaim) async throws(DocumentFailure) -> Text {
        let start = MonotonicTime.now()
        defer { metrics.note(.read, since: start) }
        let document = claim.document
        let bytes = DocumentBytes(
            mediaType: document.mediaType, size: document.size, digest: document.digest
        ) { [files, scope = claim.scope] offset, length in
            guard let piece = try await files.read(scope, id: document.file, offset: offset, length: length) else {
                throw DocumentFailure(.broken, "The document's file is gone.")
            }
            return piece
        }
        let text = try await reader.read(
            bytes, claim.scope, language: document.language, by: .after(settings.readingTime))
        let chunks = try await OwnThread.run { () throws(DocumentFailure) in
            Chunker.chunks(of: text.blocks, in: claim.collection)
        }
        guard chunks.count <= settings.chunks else {
            throw DocumentFailure(
                .tooLarge, "The document makes \(chunks.count) chunks; at most \(settings.chunks) are indexed.")
        }
        return Text(title: text.title, pages: text.pages, chunks: chunks)
    }

    private func ingest(_ claim: KnowledgeClaim, _ text: Text) async -> DocumentOutcome {
        let start = MonotonicTime.now()
        defer { metrics.note(.index, since: start) }
        let language = claim.document.language ?? DocumentLanguage.detect(text.chunks)
        var document = claim.document
        document.language = language
        // Until somebody gives it a title it goes by its file's name; what it calls itself is better.
        if document.title == document.name, let title = text.title { document.title = title }
        document.pages = text.pages
        document.chunks = text.chunks.count
        let deadline = Deadline.after(settings.indexingTime)
        let result: Result<Int, ToolFailure>
        do {
            result = try await embeddings.with(claim.scope) { [index, document] embedder in
                await index.ingest(
                    KnowledgeIngestion(
                        scope: claim.scope, document: document, chunks: text.chunks, embedder: embedder,
                        deadline: deadline))
            }
        } catch {
            return Task.isCancelled ? .cancelled : .unavailable(part: "storage", code: "embeddings")
        }
        switch result {
        case .success(let chunks):
            metrics.chunks.add(chunks)
            return .done(.indexed(pages: text.pages, chunks: chunks, language: language, title: text.title))
        case .failure(let failure): return DocumentOutcome(failure)
        }
    }
}
