import FoundationEssentials

/// A document of a tenant's knowledge base, by the name of its file: another file of that name replaces it.
package struct KnowledgeDocument: Sendable, Hashable {
    /// How far it has come.
    package enum State: String, Sendable, CaseIterable {
        /// Waits for its text to be read and indexed.
        case queued
        /// A worker is at it.
        case indexing
        /// What is searched is its current version.
        case ready
        /// `failure` says why; what was searched before still is.
        case failed
        /// It is to leave the index, then it is gone.
        case removing
    }

    package var id: DocumentID
    package var collection: CollectionName
    /// The uploaded file's, unique in its collection.
    package var name: String
    /// The name: none was said, and none is known yet.
    package var title: String
    /// nil: not said, and not known yet.
    package var language: Language?
    /// The uploader's own facts, which searches may filter by: texts, numbers and flags.
    package var metadata: JSONObject
    /// Who may read it; nil: whoever may use the tool.
    package var principals: [Principal]?
    package var mediaType: MediaType
    /// Its current file's.
    package var file: FileID
    package var digest: String
    /// Bytes.
    package var size: Int
    /// Counts from 1 what was to be indexed: the files under its name, and each time that it was to be indexed again.
    package var version: Int
    package var state: State
    package var failure: DocumentFailure?
    /// Of the version that is searched; 0 until there is one.
    package var pages: Int
    package var chunks: Int
    /// The upload that brought its current version.
    package var job: JobID
    package var createdAt: Date
    package var updatedAt: Date

    package init(
        id: DocumentID = DocumentID(), collection: CollectionName, name: String, title: String,
        language: Language? = nil, metadata: JSONObject = [:], principals: [Principal]? = nil, mediaType: MediaType,
        file: FileID, digest: String, size: Int, version: Int = 1, state: State = .queued,
        failure: DocumentFailure? = nil, pages: Int = 0, chunks: Int = 0, job: JobID, createdAt: Date = Date(),
        updatedAt: Date = Date()
    ) {
        self.id = id
        self.collection = collection
        self.name = name
        self.title = title
        self.language = language
        self.metadata = metadata
        self.principals = principals
        self.mediaType = mediaType
        self.file = file
        self.digest = digest
        self.size = size
        self.version = version
        self.state = state
        self.failure = failure
        self.pages = pages
        self.chunks = chunks
        self.job = job
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

package typealias DocumentID = RowID<KnowledgeDocument>
package typealias JobID = RowID<KnowledgeJob>

/// One upload of one or more files.
package struct KnowledgeJob: Sendable, Hashable {
    /// What became of one file of it.
    package struct Item: Sendable, Hashable {
        package enum Outcome: String, Sendable, CaseIterable {
            /// Taken in: its document says how far it has come.
            case accepted
            /// The same file was there already; nothing was done.
            case unchanged
            /// `failure` says why.
            case refused
        }

        package var name: String
        package var outcome: Outcome
        package var document: DocumentID?
        package var failure: DocumentFailure?

        package init(name: String, outcome: Outcome, document: DocumentID? = nil, failure: DocumentFailure? = nil) {
            self.name = name
            self.outcome = outcome
            self.document = document
            self.failure = failure
        }
    }

    package var id: JobID
    package var collection: CollectionName
    package var user: UserID
    package var items: [Item]
    package var createdAt: Date

    package init(
        id: JobID = JobID(), collection: CollectionName, user: UserID, items: [Item] = [], createdAt: Date = Date()
    ) {
        self.id = id
        self.collection = collection
        self.user = user
        self.items = items
        self.createdAt = createdAt
    }
}

/// Names one knowledge base of a tenant: 1 to 64 of `a-z`, `0-9`, `-` and `_`, the first a letter or digit.
package struct CollectionName: Sendable, Hashable, CustomStringConvertible {
    package let rawValue: String

    package init?(_ rawValue: String) {
        let bytes = rawValue.utf8
        func isAlphanumeric(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
        guard let first = bytes.first, bytes.count <= 64, isAlphanumeric(first),
            bytes.allSatisfy({ isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
        else { return nil }
        self.rawValue = rawValue
    }

    package var description: String { rawValue }
}

/// Who may read a document, as administrators write it: `user:ID` or `role:NAME`.
package enum Principal: Sendable, Hashable {
    case user(UserID)
    case role(Role)

    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "user":
            guard let user = UserID(name) else { return nil }
            self = .user(user)
        case "role":
            guard let role = Role(rawValue: name) else { return nil }
            self = .role(role)
        default: return nil
        }
    }

    package var text: String {
        switch self {
        case .user(let user): "user:" + user.rawValue
        case .role(let role): "role:" + role.rawValue
        }
    }
}

/// How the documents of a knowledge base are cut.
package struct KnowledgeCollection: Sendable, Hashable {
    package var name: CollectionName
    package var description: String
    /// Characters of a chunk, at most: 200 to 8000.
    package var chunkCharacters: Int
    /// Characters that a chunk repeats of the one before it: 0 to half of a chunk.
    package var overlapCharacters: Int
    package var documents: Int
    package var chunks: Int

    package init(
        name: CollectionName, description: String = "", chunkCharacters: Int = 1200, overlapCharacters: Int = 150,
        documents: Int = 0, chunks: Int = 0
    ) {
        self.name = name
        self.description = description
        self.chunkCharacters = chunkCharacters
        self.overlapCharacters = overlapCharacters
        self.documents = documents
        self.chunks = chunks
    }
}

/// A part of a document that is found as one.
package struct KnowledgeChunk: Sendable, Hashable {
    /// Its place in the document, from 0.
    package var index: Int
    package var text: String
    /// Counts from 1; nil: the document has no pages.
    package var page: Int?
    /// The headings that it stands under, the outermost first, joined by " › "; nil: none.
    package var heading: String?

    package init(index: Int, text: String, page: Int? = nil, heading: String? = nil) {
        self.index = index
        self.text = text
        self.page = page
        self.heading = heading
    }
}
