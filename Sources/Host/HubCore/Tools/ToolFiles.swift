/// Something large that a tool's call made, whole.
package struct ToolBlob: Sendable, Hashable {
    package var id: FileID
    /// The tool's own word for what it is, such as `image/png`.
    package var mediaType: String
    /// What the result calls it; nil: nothing.
    package var name: String?
    package var bytes: [UInt8]
    /// SHA-256 of the bytes, in lower-case hexadecimal.
    package var digest: String

    package init(id: FileID, mediaType: String, name: String? = nil, bytes: [UInt8], digest: String) {
        self.id = id
        self.mediaType = mediaType
        self.name = name
        self.bytes = bytes
        self.digest = digest
    }
}

/// Takes what the calls of one turn made, as files of the turn's caller.
package protocol ToolFiles: Sendable {
    /// Keeps all of a call's blobs that its result names, under their own ids, or none of them.
    func keep(_ blobs: [ToolBlob], by deadline: Deadline) async throws(ToolFailure)
}
