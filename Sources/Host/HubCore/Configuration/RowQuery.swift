/// A page of rows in the order of their ids.
package struct RowPage<ID: Sendable>: Sendable {
    /// The last id of the page before; nil for the first page.
    package var after: ID?
    package var limit: Int

    package init(after: ID? = nil, limit: Int) {
        self.after = after
        self.limit = limit
    }
}

/// Which tenants a listing wants. A member that is nil admits all.
package struct TenantFilter: Sendable, Hashable {
    /// Exactly this name.
    package var name: String?
    package var isEnabled: Bool?

    package init(name: String? = nil, isEnabled: Bool? = nil) {
        self.name = name
        self.isEnabled = isEnabled
    }

    package func admits(_ tenant: Tenant) -> Bool {
        (name.map { $0.utf8.elementsEqual(tenant.name.utf8) } ?? true)
            && (isEnabled.map { $0 == tenant.isEnabled } ?? true)
    }
}

/// Which agents, tools or models a listing wants. A member that is nil admits all.
package struct RowFilter: Sendable, Hashable {
    /// A tenant's own and the platform's, or everybody's.
    package var visibleTo: RowReader
    /// Exactly this name.
    package var name: String?
    package var isEnabled: Bool?
    /// A tool's type or a model's provider; agents have none.
    package var type: String?

    package init(visibleTo: RowReader, name: String? = nil, isEnabled: Bool? = nil, type: String? = nil) {
        self.visibleTo = visibleTo
        self.name = name
        self.isEnabled = isEnabled
        self.type = type
    }
}
