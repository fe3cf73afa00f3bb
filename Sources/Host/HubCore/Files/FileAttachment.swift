/// A file that a message names.
package struct FileAttachment: Sendable, Hashable {
    package var id: FileID
    package var name: String
    package var mediaType: MediaType
    /// Bytes.
    package var size: Int

    package init(id: FileID, name: String, mediaType: MediaType, size: Int) {
        self.id = id
        self.name = name
        self.mediaType = mediaType
        self.size = size
    }

    package init(_ file: StoredFile) {
        self.init(id: file.id, name: file.name, mediaType: file.mediaType, size: file.size)
    }

    package var json: JSONValue {
        [
            "id": .string(id.description), "name": .string(name), "media_type": .string(mediaType.rawValue),
            "size": .int(size),
        ]
    }
}
