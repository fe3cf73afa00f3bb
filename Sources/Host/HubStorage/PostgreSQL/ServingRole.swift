/// Whether the role that logged in has so few rights that row security binds it.
package enum ServingRoleError: Error, Hashable, Sendable, CustomStringConvertible {
    case superuser
    case bypassesRowSecurity
    case ownsTables
    case inheritsRights
    case isNoMember
    case foreignEncoding

    package var description: String {
        switch self {
        case .superuser: "the database's login role is a superuser: use one with LOGIN NOINHERIT and nothing else"
        case .bypassesRowSecurity:
            "the database's login role has BYPASSRLS: use one with LOGIN NOINHERIT and nothing else"
        case .ownsTables:
            "the database's login role owns tables, or is a member of their owner: migrate with one role, serve with another"
        case .inheritsRights: "the database's login role inherits the rights of its groups: ALTER ROLE … NOINHERIT"
        case .isNoMember:
            "the database's login role is no member of agenthub_tenant and agenthub_platform: run agenthub migrate"
        case .foreignEncoding: "the database's encoding is not UTF8"
        }
    }
}

extension PostgreSQLDatabase {
    /// To be called before serving: nil when the login role may serve.
    package func servingRoleError() async throws(SQLError) -> ServingRoleError? {
        let rows = try await read(
            in: .login,
            [
                SQLStatement(
                    """
                    SELECT CAST(r.rolsuper AS INTEGER), CAST(r.rolbypassrls AS INTEGER),
                        (
                            SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                            WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT LIKE 'pg\\_%'
                                AND n.nspname <> 'information_schema' AND pg_has_role(r.oid, c.relowner, 'MEMBER')
                        ),
                        (
                            SELECT count(*) FROM pg_roles g WHERE g.rolname IN ('agenthub_tenant', 'agenthub_platform')
                                AND pg_has_role(r.oid, g.oid, 'USAGE')
                        ),
                        (
                            SELECT count(*) FROM pg_roles g WHERE g.rolname IN ('agenthub_tenant', 'agenthub_platform')
                                AND pg_has_role(r.oid, g.oid, CASE
                                    WHEN CAST(current_setting('server_version_num') AS INTEGER) < 160000 THEN 'MEMBER'
                                    ELSE 'SET' END)
                        ),
                        current_setting('server_encoding')
                    FROM pg_roles r WHERE r.rolname = current_user
                    """)
            ])[0]
        guard var columns = rows.first?.columns else { throw .unexpectedValue(column: 0) }
        if try columns.flag() { return .superuser }
        if try columns.flag() { return .bypassesRowSecurity }
        if try columns.flag() { return .ownsTables }
        if try columns.flag() { return .inheritsRights }
        if try columns.count() < 2 { return .isNoMember }
        return try columns.text() == "UTF8" ? nil : .foreignEncoding
    }
}
