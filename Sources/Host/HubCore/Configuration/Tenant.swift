/// A company that uses the hub.
package struct Tenant: Sendable, Hashable {
    package var id: TenantID
    package var name: String
    package var settings: TenantSettings
    package var isEnabled: Bool
    /// Counts the changes of the row from 1.
    package var version: Int

    package init(
        id: TenantID, name: String, settings: TenantSettings = TenantSettings(), isEnabled: Bool = true,
        version: Int = 1
    ) {
        self.id = id
        self.name = name
        self.settings = settings
        self.isEnabled = isEnabled
        self.version = version
    }
}

/// A tenant's own choices, and the limits that the operator sets it.
package struct TenantSettings: Sendable, Hashable {
    package var routing: RoutingMode
    /// The languages to answer in, the first one where the question's is not among them.
    package var languages: [Language]
    package var limits: TenantLimits
    /// What a day's spending (UTC) must reach, in nano-dollars, for the tenant to be told of it; nil: nothing is told.
    package var dailySpendAlert: Int64?

    package init(
        routing: RoutingMode = .hybrid, languages: [Language] = Language.allCases,
        limits: TenantLimits = TenantLimits(), dailySpendAlert: Int64? = nil
    ) {
        self.routing = routing
        self.languages = languages
        self.limits = limits
        self.dailySpendAlert = dailySpendAlert
    }
}

/// What a tenant and each of its users may use a minute, and what the tenant may keep; nil: the host's default.
package struct TenantLimits: Sendable, Hashable {
    package var requests: Int?
    package var tokens: Int?
    package var userRequests: Int?
    package var userTokens: Int?
    /// Bytes of one uploaded file.
    package var fileBytes: Int?
    /// Bytes of all of the tenant's files.
    package var storageBytes: Int?

    package init(
        requests: Int? = nil, tokens: Int? = nil, userRequests: Int? = nil, userTokens: Int? = nil,
        fileBytes: Int? = nil, storageBytes: Int? = nil
    ) {
        self.requests = requests
        self.tokens = tokens
        self.userRequests = userRequests
        self.userTokens = userTokens
        self.fileBytes = fileBytes
        self.storageBytes = storageBytes
    }
}
