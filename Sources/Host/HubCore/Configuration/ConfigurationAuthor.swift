/// Who changes configuration: stands in the audit row that is written in the change's own transaction.
package struct ConfigurationAuthor: Sendable, Hashable {
    /// The tenant of the author's token; it need not have a row.
    package var tenant: TenantID
    package var user: UserID
    package var requestID: String
    /// What the change's own transaction keeps under the key of the author's request, if it has one.
    package var answer: KeptAnswer?

    package init(tenant: TenantID, user: UserID, requestID: String, answer: KeptAnswer? = nil) {
        self.tenant = tenant
        self.user = user
        self.requestID = requestID
        self.answer = answer
    }
}
