/// The tables of uploaded files, in SQL that PostgreSQL and SQLite both read.
enum FileSchema {
    /// A file has no size until it is finished, and nobody sees it. `document_id` is the knowledge document that it is or
    /// was a version of. Pieces go with their file. SQLite knows no BYTEA and leaves bytes in such a column as they are
    /// (https://www.sqlite.org/datatype3.html#determination_of_column_affinity).
    static let tables: [StaticString] = [
        """
        CREATE TABLE files (
            tenant_id TEXT NOT NULL REFERENCES tenants (id), id TEXT NOT NULL, purpose TEXT, user_id TEXT, name TEXT,
            media_type TEXT, size BIGINT CHECK (size >= 0), digest TEXT, document_id TEXT, begun_at BIGINT NOT NULL,
            created_at BIGINT,
            PRIMARY KEY (tenant_id, id),
            CHECK (size IS NULL OR purpose IS NOT NULL AND user_id IS NOT NULL AND name IS NOT NULL
                AND media_type IS NOT NULL AND digest IS NOT NULL AND created_at IS NOT NULL)
        )
        """,
        """
        CREATE TABLE file_pieces (
            tenant_id TEXT NOT NULL, file_id TEXT NOT NULL, position BIGINT NOT NULL, bytes BYTEA NOT NULL,
            PRIMARY KEY (tenant_id, file_id, position),
            FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, id) ON DELETE CASCADE
        )
        """,
    ]

    static let indexes: [StaticString] = [
        "CREATE INDEX files_by_user ON files (tenant_id, user_id, purpose, created_at, id)",
        // What a tenant keeps is summed up with every file that is finished.
        "CREATE INDEX files_by_size ON files (tenant_id, size)",
        "CREATE INDEX files_by_document ON files (tenant_id, document_id) WHERE document_id IS NOT NULL",
        // What a sweep looks for, and nothing else: whatever is nobody's, and chat files.
        """
        CREATE INDEX files_unused ON files (begun_at)
        WHERE document_id IS NULL AND (purpose IS NULL OR purpose = 'knowledge')
        """,
        "CREATE INDEX files_of_chats ON files (created_at) WHERE purpose = 'chat'",
    ]

    /// A JSON list; null: none.
    static let attachments: [StaticString] = ["ALTER TABLE messages ADD COLUMN attachments TEXT"]
}
