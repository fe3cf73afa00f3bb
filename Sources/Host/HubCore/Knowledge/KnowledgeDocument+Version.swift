extension KnowledgeDocument {
    /// This upload as the next version of a document of its name: what the upload does not say stays as it was.
    package func succeeding(_ older: KnowledgeDocument) -> KnowledgeDocument {
        var next = self
        next.id = older.id
        next.createdAt = older.createdAt
        next.version = older.version + 1
        if title == name || title.isEmpty { next.title = older.title }
        if language == nil { next.language = older.language }
        if metadata.isEmpty { next.metadata = older.metadata }
        if principals == nil { next.principals = older.principals }
        return next
    }

    /// Whether it is the same file with the same facts.
    package func isSame(as other: KnowledgeDocument) -> Bool {
        digest == other.digest && mediaType == other.mediaType && title == other.title && language == other.language
            && metadata == other.metadata && principals == other.principals
    }
}
