/// The migrations of a PostgreSQL database: the tables that every database has, and what only PostgreSQL can say.
enum PostgreSQLSchema {
    static let migrations = [
        SQLMigration(1, "configuration tables", InitialSchema.configuration),
        SQLMigration(2, "conversation tables", InitialSchema.conversations),
        SQLMigration(3, "ledger tables", ledgers),
        SQLMigration(4, "versions of tenants", AdministrationSchema.versions),
        SQLMigration(5, "models of tenants", AdministrationSchema.models),
        SQLMigration(6, "secrets and revoked tokens", AdministrationSchema.secrets),
        SQLMigration(7, "idempotency keys", AdministrationSchema.idempotency),
        SQLMigration(8, "installation", AdministrationSchema.installation),
        SQLMigration(9, "order of texts by their bytes", [byteOrder]),
        SQLMigration(10, "append-only rules", appendOnlyRules),
        SQLMigration(11, "rights of roles", RowSecurity.rights),
        SQLMigration(12, "row security", RowSecurity.policies),
        SQLMigration(13, "notice of changes", noticeOfChanges),
        // The owner, too, sees no row without a role: for the time of the migration it may.
        SQLMigration(
            14, "prices by day",
            ["ALTER TABLE llm_models NO FORCE ROW LEVEL SECURITY"] + AccountingSchema.prices
                + ["ALTER TABLE llm_models FORCE ROW LEVEL SECURITY", byteOrder]),
        SQLMigration(15, "estimates in the ledger", AccountingSchema.ledger),
        SQLMigration(
            16, "spending alerts", AccountingSchema.spendAlerts + [byteOrder] + RowSecurity.spendAlerts),
        SQLMigration(17, "calls without an answer", AccountingSchema.unanswered),
        SQLMigration(
            18, "models of embeddings",
            AdministrationSchema.embeddings + [byteOrder] + RowSecurity.embeddings),
        SQLMigration(
            19, "files and knowledge",
            FileSchema.tables + KnowledgeSchema.tables + FileSchema.attachments + [byteOrder, wholeBytes]
                + FileSchema.indexes + KnowledgeSchema.indexes + RowSecurity.files),
        SQLMigration(20, "plugin releases", PluginSchema.tables + [byteOrder] + RowSecurity.plugins),
    ]

    /// One process migrates at a time, however many start: the lock is the transaction's, and its number is ours.
    static let lock = SQLStatement("DO $$ BEGIN PERFORM pg_advisory_xact_lock(4711000101); END $$")

    /// Behind the lock. A change of a table that waits for those who use it makes all wait who come after: not for long.
    static func patience(_ time: Duration) -> SQLStatement {
        let milliseconds = time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000
        return SQLStatement("SELECT set_config('lock_timeout', $1, true)", .text("\(milliseconds)"))
    }

    private static let ledgers: [StaticString] = [
        """
        CREATE TABLE usage_ledger (
            tenant_id TEXT NOT NULL REFERENCES tenants (id), message_id TEXT NOT NULL, position BIGINT NOT NULL,
            session_id TEXT NOT NULL, user_id TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL, agent TEXT,
            input_tokens BIGINT NOT NULL, output_tokens BIGINT NOT NULL, cost_nanodollars BIGINT NOT NULL,
            succeeded SMALLINT NOT NULL CHECK (succeeded IN (0, 1)), created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, message_id, position)
        )
        """,
        """
        CREATE TABLE audit_log (
            tenant_id TEXT NOT NULL, id TEXT NOT NULL, session_id TEXT, user_id TEXT, action TEXT NOT NULL,
            subject TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL, created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id)
        )
        """,
        // For the operator, who reads everybody's.
        "CREATE INDEX audit_log_by_id ON audit_log (id)",
    ]

    /// Files are compressed already, or not worth it; what is kept as it is, is also measured and cut without being read
    /// whole. https://www.postgresql.org/docs/15/storage-toast.html
    private static let wholeBytes: StaticString = "ALTER TABLE file_pieces ALTER COLUMN bytes SET STORAGE EXTERNAL"

    /// Texts compare by their bytes, as SQLite's do, whatever the database's locale is; an index then also outlives an
    /// update of the system's locales. A migration that adds a table or a column of text repeats this, before policies
    /// name the column: a column in a policy keeps its type.
    static let byteOrder: StaticString = """
        DO $$
        DECLARE text_column record;
        BEGIN
            FOR text_column IN
                SELECT c.relname, a.attname, a.attnotnull FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind = 'r' AND a.attnum > 0
                    AND a.atttypid = CAST('text' AS regtype) AND a.attcollation <> CAST('"C"' AS regcollation)
                    AND NOT a.attisdropped
            LOOP
                EXECUTE format(
                    'ALTER TABLE %I ALTER COLUMN %I TYPE text COLLATE "C"', text_column.relname, text_column.attname);
            END LOOP;
        END $$
        """

    /// Messages, ledger and audit log only grow. A session's messages may go once the session is deleted.
    private static let appendOnlyRules: [StaticString] = [
        """
        CREATE FUNCTION agenthub_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$
        """,
        """
        CREATE FUNCTION agenthub_keep_of_live_session() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (
                SELECT 1 FROM sessions
                WHERE tenant_id = OLD.tenant_id AND id = OLD.session_id AND deleted_at IS NOT NULL
            ) THEN
                RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'messages are append-only';
            END IF;
            RETURN OLD;
        END $$
        """,
        """
        CREATE TRIGGER messages_are_not_changed BEFORE UPDATE ON messages
        FOR EACH ROW EXECUTE FUNCTION agenthub_keep()
        """,
        """
        CREATE TRIGGER messages_go_with_their_session BEFORE DELETE ON messages
        FOR EACH ROW EXECUTE FUNCTION agenthub_keep_of_live_session()
        """,
        """
        CREATE TRIGGER usage_is_kept BEFORE UPDATE OR DELETE ON usage_ledger
        FOR EACH ROW EXECUTE FUNCTION agenthub_keep()
        """,
        """
        CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON audit_log
        FOR EACH ROW EXECUTE FUNCTION agenthub_keep()
        """,
    ]

    /// Whose configuration has changed is told to every process that listens, when the change commits. A version that
    /// stays as it is, or begins at 0, tells of no change: such rows are only held.
    private static let noticeOfChanges: [StaticString] = [
        """
        CREATE FUNCTION agenthub_announce() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('agenthub_configuration', NEW.scope);
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER first_changes_are_announced AFTER INSERT ON config_versions
        FOR EACH ROW WHEN (NEW.version <> 0) EXECUTE FUNCTION agenthub_announce()
        """,
        """
        CREATE TRIGGER changes_are_announced AFTER UPDATE ON config_versions
        FOR EACH ROW WHEN (OLD.version IS DISTINCT FROM NEW.version) EXECUTE FUNCTION agenthub_announce()
        """,
    ]
}
