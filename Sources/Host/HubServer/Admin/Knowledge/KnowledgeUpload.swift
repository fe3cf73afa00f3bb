import HubCore

/// Takes the files of one upload into a knowledge base, one after the other.
struct KnowledgeUpload: Sendable {
    let services: UploadServices
    let form: KnowledgeForm
    let job: KnowledgeJob
    let intake: FileIntake
    let author: ConfigurationAuthor

    /// What became of each file, with its document as it was taken in. When it throws, the files before the fault stand, and
    /// their job says so.
    func take(
        _ reader: inout UploadReader
    ) async throws -> [(item: KnowledgeJob.Item, document: KnowledgeDocument?)] {
        var items: [(item: KnowledgeJob.Item, document: KnowledgeDocument?)] = []
        while let part = try await reader.nextFile() {
            // With its first file it is an upload.
            if items.isEmpty {
                try await storage { try await services.knowledge.begin(intake.scope, job: job, by: author) }
            }
            items.append(try await item(part, isFirst: items.isEmpty, &reader))
        }
        return items
    }

    private func item(
        _ part: MultipartPart, isFirst: Bool, _ reader: inout UploadReader
    ) async throws -> (item: KnowledgeJob.Item, document: KnowledgeDocument?) {
        guard let name = part.filename.flatMap(FileName.init) else {
            return try await refuse(part, FileRefusal.misnamed.failure)
        }
        if form.title != nil, !isFirst {
            return try await refuse(
                part, DocumentFailure(.unsupported, "A title goes with one file only: upload the others without it."))
        }
        switch try await intake.take(&reader, named: name) {
        case .failure(let refusal): return try await refuse(part, refusal.failure)
        case .success(let file): return try await take(file)
        }
    }

    private func take(_ file: StoredFile) async throws -> (item: KnowledgeJob.Item, document: KnowledgeDocument?) {
        let document = KnowledgeDocument(
            collection: form.collection, name: file.name, title: form.title ?? file.name, language: form.language,
            metadata: form.metadata, principals: form.principals, mediaType: file.mediaType, file: file.id,
            digest: file.digest, size: file.size, job: job.id)
        let item = try await storage {
            do {
                return try await services.knowledge.take(intake.scope, document: document, by: author)
            } catch {
                // One that is a document's by now stays.
                await intake.discard(file.id)
                throw error
            }
        }
        services.wake()
        return (item, document)
    }

    private func refuse(
        _ part: MultipartPart, _ failure: DocumentFailure
    ) async throws -> (item: KnowledgeJob.Item, document: KnowledgeDocument?) {
        let name = part.filename.flatMap(FileName.init)?.text ?? "file"
        let item = KnowledgeJob.Item(name: name, outcome: .refused, failure: failure)
        try await storage { try await services.knowledge.refuse(intake.scope, job: job.id, item: item) }
        return (item, nil)
    }
}
