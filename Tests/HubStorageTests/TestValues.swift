import HubCore

@testable import HubStorage

extension SQLDatabase {
    /// The only value of a query's only row.
    func value(_ statement: SQLStatement) async throws -> SQLValue? {
        try await read(as: .platform, statement).first?.values.first
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

// swift-format-ignore: NeverForceUnwrap
extension UserID {
    static let ann = UserID("ann")!
    static let bob = UserID("bob")!
}

extension SQLValue: ExpressibleByStringLiteral {
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
}
