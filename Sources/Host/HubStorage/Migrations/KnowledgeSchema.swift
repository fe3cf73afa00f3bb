/// The tables of knowledge bases, in SQL that PostgreSQL and SQLite both read.
enum KnowledgeSchema {
    /// A document waits for a worker while it has a `due_at`, and is a worker's while it has a `claim`. `served_at` is
    /// when a worker last took a document of the collection; tenants take turns by it. `readers_changed` is 1 from when an upload names other readers until that version is searched.
    static let tables: [StaticString] = [
        """
        CREATE TABLE knowledge_collections (
            tenant_id TEXT NOT NULL REFERENCES tenants (id), name TEXT NOT NULL, description TEXT NOT NULL,
            chunk_characters BIGINT NOT NULL, overlap_characters BIGINT NOT NULL, served_at BIGINT NOT NULL DEFAULT 0,
            created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, name)
        )
        """,
        """
        CREATE TABLE knowledge_jobs (
            tenant_id TEXT NOT NULL REFERENCES tenants (id), id TEXT NOT NULL, collection TEXT NOT NULL,
            user_id TEXT NOT NULL, created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id)
        )
        """,
        """
        CREATE TABLE knowledge_job_items (
            tenant_id TEXT NOT NULL, job_id TEXT NOT NULL, position BIGINT NOT NULL, name TEXT NOT NULL,
            outcome TEXT NOT NULL, document_id TEXT, failure_code TEXT, failure TEXT,
            PRIMARY KEY (tenant_id, job_id, position),
            FOREIGN KEY (tenant_id, job_id) REFERENCES knowledge_jobs (tenant_id, id)
        )
        """,
        """
        CREATE TABLE knowledge_documents (
            tenant_id TEXT NOT NULL, id TEXT NOT NULL, collection TEXT NOT NULL, name TEXT NOT NULL,
            title TEXT NOT NULL, language TEXT, metadata TEXT NOT NULL, principals TEXT, media_type TEXT NOT NULL,
            file_id TEXT NOT NULL, digest TEXT NOT NULL, size BIGINT NOT NULL, version BIGINT NOT NULL,
            state TEXT NOT NULL, failure_code TEXT, failure TEXT, pages BIGINT NOT NULL DEFAULT 0,
            chunks BIGINT NOT NULL DEFAULT 0, job_id TEXT NOT NULL, created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL, due_at BIGINT, attempts BIGINT NOT NULL DEFAULT 0, worker TEXT, claim TEXT,
            claimed_at BIGINT, readers_changed BIGINT NOT NULL DEFAULT 0,
            PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (tenant_id, collection) REFERENCES knowledge_collections (tenant_id, name),
            FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, id),
            FOREIGN KEY (tenant_id, job_id) REFERENCES knowledge_jobs (tenant_id, id)
        )
        """,
    ]

    static let indexes: [StaticString] = [
        // A document that leaves gives its name free at once.
        """
        CREATE UNIQUE INDEX knowledge_documents_by_name ON knowledge_documents (tenant_id, collection, name)
        WHERE state <> 'removing'
        """,
        "CREATE INDEX knowledge_documents_by_collection ON knowledge_documents (tenant_id, collection, id)",
        "CREATE INDEX knowledge_documents_by_job ON knowledge_documents (tenant_id, job_id)",
        "CREATE INDEX knowledge_documents_by_file ON knowledge_documents (tenant_id, file_id)",
        "CREATE INDEX knowledge_documents_waiting ON knowledge_documents (tenant_id, due_at) WHERE due_at IS NOT NULL",
        "CREATE UNIQUE INDEX knowledge_documents_by_claim ON knowledge_documents (claim) WHERE claim IS NOT NULL",
    ]
}
