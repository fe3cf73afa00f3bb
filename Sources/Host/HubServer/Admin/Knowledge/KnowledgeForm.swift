import HubCore

/// What an upload says of all its files.
struct KnowledgeForm: Sendable {
    let collection: CollectionName
    let title: String?
    let language: Language?
    let metadata: JSONObject
    let principals: [Principal]?

    init(_ upload: inout UploadReader) async throws {
        var reader = try await upload.fields()
        let collection = reader.value(KnowledgeBody.collection)
        title = reader.value(KnowledgeBody.title)
        language = reader.value(KnowledgeBody.language)
        metadata = reader.value(KnowledgeBody.metadata) ?? [:]
        principals = reader.value(KnowledgeBody.principals)
        try reader.finish()
        guard let collection else { throw Problem.invalid("/collection", "is required.") }
        self.collection = collection
    }
}
