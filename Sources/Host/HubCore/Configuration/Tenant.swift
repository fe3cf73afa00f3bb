/// A company that uses the hub.
package struct Tenant: Sendable, Hashable {
    package var id: TenantID
    package var name: String
    package var settings: TenantSettings
    package var isEnabled: Bool

    package init(id: TenantID, name: String, settings: TenantSettings = TenantSettings(), isEnabled: Bool = true) {
        self.id = id
        self.name = name
        self.settings = settings
        self.isEnabled = isEnabled
    }
}

/// A tenant's own choices.
package struct TenantSettings: Sendable, Hashable {
    package var routing: RoutingMode
    /// The languages to answer in, the first one where the question's is not among them.
    package var languages: [Language]

    package init(routing: RoutingMode = .hybrid, languages: [Language] = Language.allCases) {
        self.routing = routing
        self.languages = languages
    }
}
