/// Who changes configuration: stands in the audit row that is written in the change's own transaction.
package struct ConfigurationAuthor: Sendable, Hashable {
    /// The tenant of the author's token; it need not have a row.
    package var tenant: TenantID
    package var user: UserID
    package var requestID: String

    package init(tenant: TenantID, user: UserID, requestID: String) {
        self.tenant = tenant
        self.user = user
        self.requestID = requestID
    }
}
