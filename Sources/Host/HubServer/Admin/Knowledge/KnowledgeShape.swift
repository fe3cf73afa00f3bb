import FoundationEssentials
import HubCore

/// Knowledge as the wire has it.
enum KnowledgeShape {
    static func json(_ collection: KnowledgeCollection) -> JSONValue {
        [
            "name": .string(collection.name.rawValue), "description": .string(collection.description),
            "chunk_characters": .int(collection.chunkCharacters),
            "overlap_characters": .int(collection.overlapCharacters), "documents": .int(collection.documents),
            "chunks": .int(collection.chunks),
        ]
    }

    static func json(_ document: KnowledgeDocument) -> JSONValue {
        [
            "id": .string(document.id.description), "collection": .string(document.collection.rawValue),
            "name": .string(document.name), "title": .string(document.title),
            "language": document.language.map { .string($0.rawValue) } ?? .null,
            "metadata": .object(document.metadata),
            "principals": document.principals.map { .strings($0.map(\.text)) } ?? .null,
            "media_type": .string(document.mediaType.rawValue), "size": .int(document.size),
            "sha256": .string(document.digest), "version": .int(document.version),
            "state": .string(document.state.rawValue), "failure": document.failure.map(json) ?? .null,
            "pages": .int(document.pages), "chunks": .int(document.chunks),
            "job_id": .string(document.job.description), "created_at": .string(document.createdAt.rfc3339),
            "updated_at": .string(document.updatedAt.rfc3339),
        ]
    }

    /// `document`: as it is now, where the job's upload is still its latest.
    static func json(_ item: KnowledgeJob.Item, _ document: KnowledgeDocument?) -> JSONValue {
        [
            "name": .string(item.name), "outcome": .string(item.outcome.rawValue),
            "document_id": item.document.map { .string($0.description) } ?? .null,
            "state": state(item, document).map(JSONValue.string) ?? .null,
            "failure": (item.failure ?? document?.failure).map(json) ?? .null,
        ]
    }

    /// `documents`: those whose latest upload the job is.
    static func json(_ job: KnowledgeJob, _ documents: [KnowledgeDocument]) -> JSONValue {
        let known = Dictionary(documents.map { ($0.id, $0) }) { first, _ in first }
        func document(_ item: KnowledgeJob.Item) -> KnowledgeDocument? {
            item.outcome == .accepted ? item.document.flatMap { known[$0] } : nil
        }
        let done = job.items.count { item in document(item).map { [.ready, .failed].contains($0.state) } ?? true }
        return [
            "id": .string(job.id.description), "collection": .string(job.collection.rawValue),
            "user_id": .string(job.user.rawValue), "created_at": .string(job.createdAt.rfc3339),
            "done": .int(done), "total": .int(job.items.count),
            "documents": .array(job.items.map { json($0, document($0)) }),
        ]
    }

    private static func state(_ item: KnowledgeJob.Item, _ document: KnowledgeDocument?) -> String? {
        switch item.outcome {
        case .refused: nil
        case .unchanged: KnowledgeDocument.State.ready.rawValue
        case .accepted: document?.state.rawValue ?? replaced
        }
    }

    private static func json(_ failure: DocumentFailure) -> JSONValue {
        ["code": .string(failure.code.rawValue), "message": .string(failure.message)]
    }

    private static let replaced = "replaced"

    private static let id: JSONValue = ["type": "string", "format": "uuid"]
    private static let time: JSONValue = ["type": "string", "format": "date-time"]
    private static let count: JSONValue = ["type": "integer", "minimum": 0]
    private static let text: JSONValue = ["type": "string"]
    private static let failure: JSONValue = [
        "type": ["object", "null"], "required": ["code", "message"],
        "properties": [
            "code": ["enum": .strings(DocumentFailure.Code.allCases.map(\.rawValue))], "message": text,
        ],
    ]

    private static func object(_ properties: JSONObject) -> JSONObject {
        ["type": "object", "required": .strings(properties.keys), "properties": .object(properties)]
    }

    static let collection = AnswerShape(
        "KnowledgeCollection",
        object([
            "name": text, "description": text, "chunk_characters": count, "overlap_characters": count,
            "documents": count, "chunks": count,
        ]),
        example: [
            "name": "handbook", "description": "What employees ask.", "chunk_characters": 1200,
            "overlap_characters": 150, "documents": 12, "chunks": 340,
        ])
    static let collections = AnswerShape(
        "KnowledgeCollections",
        object(["collections": ["type": "array", "items": collection.reference]]), parts: [collection],
        example: ["collections": [collection.example]])

    static let document = AnswerShape(
        "KnowledgeDocument",
        object([
            "id": id, "collection": text, "name": text, "title": text, "language": ["enum": ["en", "vi", .null]],
            "metadata": ["type": "object"],
            "principals": [
                "type": ["array", "null"], "items": text, "description": "null: whoever may use the tool.",
            ], "media_type": text, "size": count, "sha256": text,
            "version": ["type": "integer", "minimum": 1, "description": "Counts its files and changes."],
            "state": ["enum": .strings(KnowledgeDocument.State.allCases.map(\.rawValue))], "failure": failure,
            "pages": count, "chunks": count, "job_id": id, "created_at": time, "updated_at": time,
        ]),
        example: [
            "id": "019aab50-1110-7000-8000-000000000002", "collection": "handbook", "name": "returns.md",
            "title": "Returns", "language": "en", "metadata": ["year": 2026], "principals": ["role:user"],
            "media_type": "text/markdown", "size": 48,
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "version": 1,
            "state": "ready", "failure": .null, "pages": 0, "chunks": 1,
            "job_id": "019aab50-1110-7000-8000-000000000003", "created_at": "2026-11-22T08:00:00.000Z",
            "updated_at": "2026-11-22T08:00:02.000Z",
        ])
    static let documents = AnswerShape(
        "KnowledgeDocumentPage", Paging.schema("documents", of: document), parts: [document],
        example: ["documents": [document.example], "next": .null])

    private static let item = AnswerShape(
        "KnowledgeItem",
        object([
            "name": text,
            "outcome": [
                "enum": .strings(KnowledgeJob.Item.Outcome.allCases.map(\.rawValue)),
                "description": "`unchanged`: the same file was there already, with the same facts.",
            ], "document_id": ["type": ["string", "null"], "format": "uuid"],
            "state": [
                "enum": .array(
                    (KnowledgeDocument.State.allCases.map(\.rawValue) + [replaced]).map(JSONValue.string) + [.null]),
                "description": "How far its document has come; `replaced`: a later upload or a deletion took over.",
            ], "failure": failure,
        ]),
        example: [
            "name": "returns.md", "outcome": "accepted", "document_id": "019aab50-1110-7000-8000-000000000002",
            "state": "queued", "failure": .null,
        ])
    private static let refused: JSONValue = [
        "name": "budget.xlsx", "outcome": "refused", "document_id": .null, "state": .null,
        "failure": ["code": "unsupported", "message": .string(FileRefusal.unsupported.message)],
    ]
    static let uploaded = AnswerShape(
        "KnowledgeUploaded",
        object(["job_id": id, "documents": ["type": "array", "items": item.reference]]), parts: [item],
        example: ["job_id": "019aab50-1110-7000-8000-000000000003", "documents": [item.example, refused]])
    static let job = AnswerShape(
        "KnowledgeJob",
        object([
            "id": id, "collection": text, "user_id": text, "created_at": time,
            "done": ["type": "integer", "minimum": 0, "description": "Files that need no more waiting for."],
            "total": count, "documents": ["type": "array", "items": item.reference],
        ]), parts: [item],
        example: [
            "id": "019aab50-1110-7000-8000-000000000003", "collection": "handbook", "user_id": "anna",
            "created_at": "2026-11-22T08:00:00.000Z", "done": 1, "total": 2, "documents": [item.example, refused],
        ])
    static let reindexed = AnswerShape(
        "KnowledgeReindexed", object(["documents": count]), example: ["documents": 12])
}
