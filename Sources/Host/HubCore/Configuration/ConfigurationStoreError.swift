/// Why a row was not written.
package enum ConfigurationStoreError: Error, Sendable, Hashable {
    /// Another row has the name or id.
    case conflict(field: String)
    /// The field names a row that is not there.
    case missing(field: String, name: String)
    /// The row to change or to delete is not there (any more).
    case gone
    /// The row was changed meanwhile: its version is no longer the expected one.
    case stale
    /// Other rows need it.
    case inUse([RowUse])
}

/// A row that needs another one.
package struct RowUse: Sendable, Hashable {
    /// `agent`, `tenant`, `llm-config`.
    package var kind: String
    package var name: String
    /// Whose row it is; nil: the platform's.
    package var tenant: TenantID?

    package init(kind: String, name: String, tenant: TenantID?) {
        self.kind = kind
        self.name = name
        self.tenant = tenant
    }
}
