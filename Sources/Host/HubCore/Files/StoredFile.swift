import FoundationEssentials

/// A file that somebody uploaded, or that a tool made for them: its bytes are kept beside it, piece by piece, and never change.
package struct StoredFile: Sendable, Hashable {
    /// What it was uploaded for, which says who reaches it.
    package enum Purpose: String, Sendable, CaseIterable {
        /// Of a chat, to be named in a message or made for an answer: its user's only.
        case chat
        /// A document of a knowledge base: the administrators'.
        case knowledge
    }

    package var id: FileID
    package var purpose: Purpose
    /// Who uploaded it, or for whom a tool made it.
    package var user: UserID
    /// As the uploader or the tool called it: for people, never for the type, never a path.
    package var name: String
    /// What its bytes say that it is.
    package var mediaType: MediaType
    /// Bytes.
    package var size: Int
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    package var digest: String
    package var createdAt: Date

    package init(
        id: FileID = FileID(), purpose: Purpose, user: UserID, name: String, mediaType: MediaType, size: Int,
        digest: String, createdAt: Date = Date()
    ) {
        self.id = id
        self.purpose = purpose
        self.user = user
        self.name = name
        self.mediaType = mediaType
        self.size = size
        self.digest = digest
        self.createdAt = createdAt
    }
}

package typealias FileID = RowID<StoredFile>
