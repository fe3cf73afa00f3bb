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

extension ConfigurationAuthor {
    /// The server itself, where nobody asked for the change. No tenant need have the name: the row is the platform's.
    package static let system: ConfigurationAuthor = {
        guard let tenant = TenantID("system"), let user = UserID("system") else {
            preconditionFailure("the name is one of a tenant and of a user")
        }
        return ConfigurationAuthor(tenant: tenant, user: user, requestID: "-")
    }()
}
