/// In whose name a batch runs on the server. The role and the setting are local to the transaction, so that nothing of
/// them outlives it.
enum PostgreSQLScope: Sendable, Hashable {
    /// The login role itself, which has no right to any table unless it owns them.
    case login
    case platform
    case tenant(String)

    /// What a batch that changes something sends first.
    var writing: [SQLStatement] { [SQLStatement("BEGIN")] + identity }

    /// What several statements that read send first: they all see one state of the data.
    var reading: [SQLStatement] { [SQLStatement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")] + identity }

    /// What one statement that reads sends first. Up to the pipeline's Sync the server makes it one transaction with the
    /// statement. https://www.postgresql.org/docs/15/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
    var readingOnce: [SQLStatement] {
        switch self {
        case .login: [SQLStatement("SELECT set_config('transaction_read_only', 'on', true)")]
        case .platform:
            [
                SQLStatement(
                    """
                    SELECT set_config('role', 'agenthub_platform', true), set_config('agenthub.tenant', '', true),
                        set_config('transaction_read_only', 'on', true)
                    """)
            ]
        case .tenant(let tenant):
            [
                SQLStatement(
                    """
                    SELECT set_config('role', 'agenthub_tenant', true), set_config('agenthub.tenant', $1, true),
                        set_config('transaction_read_only', 'on', true)
                    """, .text(tenant))
            ]
        }
    }

    private var identity: [SQLStatement] {
        switch self {
        case .login: []
        case .platform:
            [
                SQLStatement(
                    "SELECT set_config('role', 'agenthub_platform', true), set_config('agenthub.tenant', '', true)")
            ]
        case .tenant(let tenant):
            [
                SQLStatement(
                    "SELECT set_config('role', 'agenthub_tenant', true), set_config('agenthub.tenant', $1, true)",
                    .text(tenant))
            ]
        }
    }
}
