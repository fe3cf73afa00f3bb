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

/// Which agents, tools or models a listing wants. A member that is nil admits all.
package struct RowFilter: Sendable, Hashable {
    /// Whose rows: this tenant's own and the platform's; nil: everybody's.
    package var visibleTo: TenantID?
    /// Exactly this name.
    package var name: String?
    package var isEnabled: Bool?
    /// A tool's type or a model's provider; agents have none.
    package var type: String?

    package init(visibleTo: TenantID?, name: String? = nil, isEnabled: Bool? = nil, type: String? = nil) {
        self.visibleTo = visibleTo
        self.name = name
        self.isEnabled = isEnabled
        self.type = type
    }
}
