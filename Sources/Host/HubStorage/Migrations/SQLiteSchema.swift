/// The migrations of an SQLite database: the tables that every database has, and what only SQLite's dialect can say.
enum SQLiteSchema {
    static let migrations = [
        SQLMigration(1, "configuration tables", InitialSchema.configuration),
        SQLMigration(2, "conversation tables", InitialSchema.conversations),
        SQLMigration(3, "ledger tables", ledgers),
        SQLMigration(4, "append-only rules", appendOnlyRules),
        SQLMigration(5, "versions of tenants", AdministrationSchema.versions),
        SQLMigration(6, "models of tenants", AdministrationSchema.models),
        SQLMigration(7, "secrets and revoked tokens", AdministrationSchema.secrets),
        SQLMigration(8, "idempotency keys", AdministrationSchema.idempotency),
        SQLMigration(9, "audit of the platform", platformAudit),
        SQLMigration(10, "installation", AdministrationSchema.installation),
        SQLMigration(11, "prices by day", AccountingSchema.prices),
        SQLMigration(12, "estimates in the ledger", AccountingSchema.ledger),
        SQLMigration(13, "spending alerts", AccountingSchema.spendAlerts),
        SQLMigration(14, "calls without an answer", AccountingSchema.unanswered),
        SQLMigration(15, "models of embeddings", AdministrationSchema.embeddings),
        SQLMigration(
            16, "files and knowledge",
            FileSchema.tables + KnowledgeSchema.tables + FileSchema.attachments + FileSchema.indexes
                + KnowledgeSchema.indexes),
        SQLMigration(17, "plugin releases", PluginSchema.tables),
    ]

    /// Rows that lie in their key's own tree (https://www.sqlite.org/withoutrowid.html): small, and written with every
    /// turn, where each tree that is touched is a page to flush.
    private static let ledgers: [StaticString] = [
        """
        CREATE TABLE usage_ledger (
            tenant_id TEXT NOT NULL REFERENCES tenants (id), message_id TEXT NOT NULL, position BIGINT NOT NULL,
            session_id TEXT NOT NULL, user_id TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL, agent TEXT,
            input_tokens BIGINT NOT NULL, output_tokens BIGINT NOT NULL, cost_nanodollars BIGINT NOT NULL,
            succeeded SMALLINT NOT NULL CHECK (succeeded IN (0, 1)), created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, message_id, position)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE audit_log (
            tenant_id TEXT NOT NULL REFERENCES tenants (id), id TEXT NOT NULL, session_id TEXT, user_id TEXT,
            action TEXT NOT NULL, subject TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id)
        ) WITHOUT ROWID
        """,
    ]

    /// Messages, ledger and audit log only grow. A session's messages may go once the session is deleted.
    private static let appendOnlyRules: [StaticString] = [
        """
        CREATE TRIGGER messages_are_not_changed BEFORE UPDATE ON messages
        BEGIN SELECT RAISE(ABORT, 'messages are append-only'); END
        """,
        """
        CREATE TRIGGER messages_go_with_their_session BEFORE DELETE ON messages
        WHEN NOT EXISTS (
            SELECT 1 FROM sessions
            WHERE tenant_id = OLD.tenant_id AND id = OLD.session_id AND deleted_at IS NOT NULL
        )
        BEGIN SELECT RAISE(ABORT, 'messages are append-only'); END
        """,
        """
        CREATE TRIGGER usage_is_not_changed BEFORE UPDATE ON usage_ledger
        BEGIN SELECT RAISE(ABORT, 'the usage ledger is append-only'); END
        """,
        """
        CREATE TRIGGER usage_is_kept BEFORE DELETE ON usage_ledger
        BEGIN SELECT RAISE(ABORT, 'the usage ledger is append-only'); END
        """,
        """
        CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
        """,
        """
        CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
        """,
    ]

    /// The audit log anew, without its reference to `tenants`: the platform's own events have the tenant ''. SQLite
    /// cannot drop a constraint (https://www.sqlite.org/lang_altertable.html).
    private static let platformAudit: [StaticString] = [
        "DROP TRIGGER audit_is_not_changed",
        "DROP TRIGGER audit_is_kept",
        """
        CREATE TABLE audit_events (
            tenant_id TEXT NOT NULL, id TEXT NOT NULL, session_id TEXT, user_id TEXT, action TEXT NOT NULL,
            subject TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL, created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id)
        ) WITHOUT ROWID
        """,
        """
        INSERT INTO audit_events (
            tenant_id, id, session_id, user_id, action, subject, outcome, detail, created_at
        )
        SELECT tenant_id, id, session_id, user_id, action, subject, outcome, detail, created_at FROM audit_log
        """,
        "DROP TABLE audit_log",
        "ALTER TABLE audit_events RENAME TO audit_log",
        // For who lists everybody's events.
        "CREATE INDEX audit_log_by_id ON audit_log (id)",
        """
        CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
        """,
        """
        CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
        """,
    ]
}
