import HubCore

@testable import HubStorage

extension SQLDatabase {
    /// The only value of a query's only row.
    func value(_ statement: SQLStatement) async throws -> SQLValue? {
        try await read(as: .platform, statement).first?.values.first
    }

    /// A tenant's version of the configuration; nil: the platform's own.
    func version(of tenant: TenantID? = nil) async throws -> Int64 {
        let sum = SQLStatement(
            "SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM config_versions WHERE scope IN ('', $1)",
            .text(tenant?.rawValue ?? ""))
        guard case .integer(let version)? = try await value(sum) else { return -1 }
        return version
    }

    /// The actions of the audit rows of a tenant, or of the platform, the oldest first.
    func audited(_ tenant: TenantID? = nil) async throws -> [String] {
        let rows = try await read(
            as: .platform,
            SQLStatement(
                "SELECT action FROM audit_log WHERE tenant_id = $1 AND action <> 'tenant.create' ORDER BY created_at, id",
                .text(tenant?.rawValue ?? "")))
        return try rows.map { row in
            var columns = row.columns
            return try columns.text()
        }
    }

    /// How many rows a table has.
    func count(_ statement: SQLStatement) async throws -> Int {
        guard case .integer(let count)? = try await value(statement) else { return -1 }
        return Int(count)
    }
}

// swift-format-ignore: NeverForceUnwrap
extension TenantID {
    static let acme = TenantID("acme")!
    static let globex = TenantID("globex")!

    var scope: TenantScope { TenantScope(tenant: self) }
}

extension RowReader {
    static let acme = RowReader.tenant(TenantID.acme.scope)
    static let globex = RowReader.tenant(TenantID.globex.scope)

    /// Who sees the rows of an owner.
    init(_ owner: TenantID?) { self = owner.map { .tenant($0.scope) } ?? .platform }
}

// swift-format-ignore: NeverForceUnwrap
extension UserID {
    static let ann = UserID("ann")!
    static let bob = UserID("bob")!
}

// swift-format-ignore: NeverForceUnwrap
extension ConfigurationAuthor {
    static let `operator` = ConfigurationAuthor(
        tenant: TenantID("operations")!, user: UserID("olga")!, requestID: "request-1")
}

extension PriceList {
    /// A dollar a million tokens.
    static let one = PriceList([TokenPrices(input: 1_000_000_000, output: 1_000_000_000, from: "2025-01-01")])
}

extension Deadline {
    static let never = Deadline(nanoseconds: .max)
}

extension SQLValue: ExpressibleByStringLiteral {
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
}
