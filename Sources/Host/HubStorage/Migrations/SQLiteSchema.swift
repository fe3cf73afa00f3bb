/// The migrations of an SQLite database: the tables that every database has, and what only SQLite's dialect can say.
enum SQLiteSchema {
    static let migrations = [
        SQLMigration(1, "configuration tables", InitialSchema.configuration),
        SQLMigration(2, "conversation tables", InitialSchema.conversations),
        SQLMigration(3, "append-only rules", appendOnlyRules),
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
}
