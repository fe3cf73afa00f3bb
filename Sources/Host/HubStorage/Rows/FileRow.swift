import HubCore

/// A finished file as a row of `files`.
enum FileRow {
    /// Reads id, purpose, user_id, name, media_type, size, digest, created_at.
    static func file(_ row: SQLRow) throws(SQLError) -> StoredFile {
        var columns = row.columns
        let id = try columns.id(FileID.self)
        let purpose = try columns.choice(StoredFile.Purpose.self)
        guard let user = UserID(try columns.text()) else { throw columns.failure }
        return StoredFile(
            id: id, purpose: purpose, user: user, name: try columns.text(), mediaType: try columns.choice(),
            size: try columns.count(), digest: try columns.text(), createdAt: try columns.time())
    }
}
